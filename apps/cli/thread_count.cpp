#include "apps/cli/thread_count.h"

#include <algorithm>
#include <cmath>
#include <omp.h>

#include "apps/cli/cpu_quota.h"

namespace backbeat::apps {

int default_threads() {
  const int threads = std::min(omp_get_max_threads(), omp_get_num_procs());
  return static_cast<int>(std::min<double>(threads, std::ceil(cpu_quota())));
}

}  // namespace backbeat::apps
