#include "nn/kernels/kernels.h"

namespace backbeat::nn {

namespace baseline {
extern const Kernels table;
}
#ifdef BACKBEAT_DISPATCH
namespace x86_64_v3 {
extern const Kernels table;
}
namespace x86_64_v4 {
extern const Kernels table;
}
#endif

const Kernels& kernels() {
#ifdef BACKBEAT_DISPATCH
  static const Kernels& fastest = __builtin_cpu_supports("x86-64-v4")   ? x86_64_v4::table
                                  : __builtin_cpu_supports("x86-64-v3") ? x86_64_v3::table
                                                                        : baseline::table;
  return fastest;
#else
  return baseline::table;
#endif
}

}  // namespace backbeat::nn
