#pragma once

#include <span>

#include "nn/real.h"
#include "nn/shape.h"

// Activations keep the channels of a pixel together: (height, width, channels). Files and other
// libraries often keep planes: (channels, height, width). With one channel, or in a vector, there
// is no difference.
namespace backbeat::nn {

/// Any number of examples of a shape, from planes to pixels. Both spans have the same length.
void to_channels_last(std::span<const real> planes, const Shape& shape, std::span<real> pixels);

/// And back.
void to_channels_first(std::span<const real> pixels, const Shape& shape, std::span<real> planes);

}  // namespace backbeat::nn
