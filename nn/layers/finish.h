#pragma once

#include "nn/activation.h"
#include "nn/real.h"

namespace backbeat::nn {

/// What is done with a convolution's sums while they are at hand, in this order.
struct Finish {
  const real* beta = nullptr;   ///< null, or added: one a channel, with room for whole vectors
  const real* other = nullptr;  ///< null, or added: laid out as the output; not with pooling
  Activation activation = Activation::kNone;
  bool pool = false;  ///< max_pool 2x2, of a plane of even height and width
};

}  // namespace backbeat::nn
