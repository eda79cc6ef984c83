#include "apps/cli/peak_memory.h"

#include <fstream>
#include <string>

namespace backbeat::apps {

double peak_memory_mib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    double kib = 0.0;
    if (word == "VmHWM:" && status >> kib) return kib / 1024.0;
  }
  return 0.0;
}

}  // namespace backbeat::apps
