#pragma once

#include <string>

#include "nn/shape.h"

namespace backbeat::nn {

/// A pair of numbers, one a direction.
struct Extent {
  int height = 1;
  int width = 1;

  bool operator==(const Extent&) const = default;
};

/// Zeros around a plane: rows above and below it, columns on its left and right.
struct Padding {
  Extent before{.height = 0, .width = 0};  ///< above, left
  Extent after{.height = 0, .width = 0};   ///< below, right

  bool operator==(const Padding&) const = default;
  int height() const { return before.height + after.height; }
  int width() const { return before.width + after.width; }
};

/// The same on both sides.
inline Padding on_each_side(const Extent& pad) {
  return {.before = pad, .after = pad};
}

/// "1x2", or where the sides differ "0:1x63:64": before and after, height x width.
std::string to_string(const Padding& pad);

/// A window that slides over a plane: what convolutions and pools have in common.
struct Window {
  Extent kernel;
  Extent stride;
  Padding pad;
  Extent dilation;

  /// Positions of the window: floor((n + pad - dilation (kernel - 1) - 1) / stride) + 1 in each
  /// direction, where pad is the sum of both sides (no partial windows). Throws ShapeError,
  /// beginning with `kind`, where there is none or a number is out of range.
  Extent positions(const Shape& input, const char* kind) const;
};

}  // namespace backbeat::nn
