#pragma once

#include "nn/layers/layer.h"
#include "nn/layers/window.h"

// Pooling: one number for each window of each channel. Windows may overlap; none is partial.
//
//   shapes    h (H, W, C)   f (H', W', C)
//   max       f = max of the window
//   backward  dh[k] += df for k = the window's maximum
//   average   f = sum of the window / (kh kw)
//   backward  dh[k] += df / (kh kw) for all k in the window
//
// Padding never wins a maximum and counts as zeros in an average. Among equal maxima the first in
// row-major order wins; backward finds it again in the input instead of storing its place.
namespace backbeat::nn {

/// Whether a number is a new maximum. NaN counts as larger than all, as in PyTorch.
inline bool wins(real challenger, real best) {
  return challenger > best || challenger != challenger;
}

class MaxPool : public Layer {
 public:
  static constexpr Kind kKind = Kind::kMaxPool;

  /// Throws ShapeError where the window does not fit or the pad is more than half the kernel.
  MaxPool(const Shape& input, const Window& window);

  const Window& window() const { return window_; }
  /// Whether the windows are 2x2, side by side.
  bool halves() const {
    const Extent two{.height = 2, .width = 2};
    return window_.kernel == two && window_.stride == two && window_.pad == Padding{};
  }

  Needs needs() const override { return {.input = true}; }
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  Shape input_;
  Window window_;
};

class AvgPool : public Layer {
 public:
  static constexpr Kind kKind = Kind::kAvgPool;

  /// Throws ShapeError where the window does not fit or the pad is more than half the kernel.
  AvgPool(const Shape& input, const Window& window);

  const Window& window() const { return window_; }

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  Shape input_;
  Window window_;
};

}  // namespace backbeat::nn
