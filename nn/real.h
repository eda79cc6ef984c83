#pragma once

namespace backbeat::nn {

/// The number the library computes with: float in the product. The gradient tests compile the same
/// sources with double, so that a finite difference resolves errors of 1e-6 instead of 1e-2.
#ifdef BACKBEAT_NN_DOUBLE
using real = double;
#else
using real = float;
#endif

}  // namespace backbeat::nn
