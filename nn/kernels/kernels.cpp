#include "nn/kernels/kernels.h"

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

const Kernels& kernels() {
#ifdef BACKBEAT_NATIVE
  return baseline::table;
#else
  static const Kernels& best = *available_kernels().back();
  return best;
#endif
}

}  // namespace backbeat::nn
