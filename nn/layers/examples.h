#pragma once

#include <cstddef>
#include <span>

#include "nn/real.h"
#include "nn/shape.h"

namespace backbeat::nn {

/// Where example `index` of a batch begins.
inline const real* example(std::span<const real> batch, const Shape& shape, int index) {
  return batch.data() + static_cast<std::size_t>(index) * shape.size();
}

inline real* example(std::span<real> batch, const Shape& shape, int index) {
  return batch.data() + static_cast<std::size_t>(index) * shape.size();
}

/// Where line y of an example begins.
template <typename Real>
Real* line(Real* image, const Shape& shape, int y) {
  return image + std::ptrdiff_t{y} * shape.width * shape.channels;
}

}  // namespace backbeat::nn
