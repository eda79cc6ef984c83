#include "nn/kernels/kernels.h"

namespace backbeat::nn {

namespace baseline {
extern const Kernels table;
}
#ifdef BACKBEAT_X86_64
namespace x86_64_v3 {
extern const Kernels table;
}
namespace x86_64_v4 {
extern const Kernels table;
}
#endif

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> tables{&baseline::table};
#ifdef BACKBEAT_X86_64
  if (__builtin_cpu_supports("x86-64-v3")) tables.push_back(&x86_64_v3::table);
  if (__builtin_cpu_supports("x86-64-v4")) tables.push_back(&x86_64_v4::table);
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
