#pragma once

namespace backbeat::nn {

/// Functions that a layer can apply to each of its sums while it is at hand, instead of the layer
/// of that name after it.
enum class Activation { kNone, kRelu, kHardSwish };

}  // namespace backbeat::nn
