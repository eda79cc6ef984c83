#include "nn/kernels/kernels.h"

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace backbeat::nn {

namespace baseline {
extern const Kernels table;
}
#ifdef BACKBEAT_X86_64
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
#endif

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> tables{&baseline::table};
#ifdef BACKBEAT_X86_64
  // The flags of nn/CMakeLists.txt, set by set.
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return tables;
  tables.push_back(&avx2::table);
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq")) return tables;
  tables.push_back(&avx512::table);
#endif
  return tables;
}

namespace {

const Kernels& choose() {
  const std::vector<const Kernels*> available = available_kernels();
  if (const char* const wanted = std::getenv("BACKBEAT_INSTRUCTIONS")) {
    std::string names;
    for (const Kernels* kernels : available) {
      if (std::string_view(kernels->name) == wanted) return *kernels;
      names += fmt::format(" {}", kernels->name);
    }
    throw std::runtime_error(fmt::format(
        "BACKBEAT_INSTRUCTIONS: found {}, expected one that this processor has:{}", wanted, names));
  }
#ifdef BACKBEAT_NATIVE
  return baseline::table;
#else
  return *available.back();
#endif
}

}  // namespace

const Kernels& kernels() {
  static const Kernels& chosen = choose();
  return chosen;
}

}  // namespace backbeat::nn
