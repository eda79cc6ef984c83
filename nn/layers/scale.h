#pragma once

#include "nn/layers/layer.h"

// Scale: a map times a number for each channel (the second half of squeeze and excitation, Hu, Shen
// & Sun 2018).
//
//   shapes    h (H, W, C)   s (C)   f (H, W, C)
//   forward   f[y, x, c] = h[y, x, c] s[c]
//   backward  dh[y, x, c] = df[y, x, c] s[c]   ds[c] = sum over y, x of df[y, x, c] h[y, x, c]
//
// Derivation: nn/README.md, "Scale".
namespace backbeat::nn {

class Scale : public Layer {
 public:
  static constexpr Kind kKind = Kind::kScale;

  /// Throws ShapeError unless there are two inputs, a map and a vector with as many channels.
  explicit Scale(std::span<const Shape> inputs);

  Needs needs() const override { return {.input = true}; }
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;
};

}  // namespace backbeat::nn
