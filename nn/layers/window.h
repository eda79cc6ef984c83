#pragma once

#include "nn/shape.h"

namespace backbeat::nn {

/// A pair of numbers, one a direction.
struct Extent {
  int height = 1;
  int width = 1;

  bool operator==(const Extent&) const = default;
};

/// A window that slides over a plane: what convolutions and pools have in common.
struct Window {
  Extent kernel;
  Extent stride;
  Extent pad{.height = 0, .width = 0};  ///< on each side
  Extent dilation;

  /// Positions of the window: floor((n + 2 pad - dilation (kernel - 1) - 1) / stride) + 1 in each
  /// direction (no partial windows). Throws ShapeError, beginning with `kind`, where there is none
  /// or a number is out of range.
  Extent positions(const Shape& input, const char* kind) const;
};

}  // namespace backbeat::nn
