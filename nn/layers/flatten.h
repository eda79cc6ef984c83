#pragma once

#include "nn/layers/layer.h"

// Flatten: the same numbers as one vector, in PyTorch's order: channel, row, column.
//
//   shapes    h (H, W, C)   f (C H W)
//   forward   f[(c H + y) W + x] = h[y, x, c]
//   backward  dh[y, x, c] = df[(c H + y) W + x]
namespace backbeat::nn {

class Flatten : public Layer {
 public:
  static constexpr Kind kKind = Kind::kFlatten;

  explicit Flatten(const Shape& input)
      : Layer(kKind, {.channels = static_cast<int>(input.size())}), input_(input) {}

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  Shape input_;
};

}  // namespace backbeat::nn
