#pragma once

#include "nn/layers/layer.h"

// ReLU: h = a[f] = max(0, f), element by element.
//
//   shapes    f and h alike
//   backward  df = dh * 1[f > 0]
//
// h > 0 exactly where f > 0, so the mask is read from the output and the input need not be kept.
// A NaN stays a NaN, as in PyTorch: a broken step must show in the loss, not vanish.
namespace backbeat::nn {

class Relu : public Layer {
 public:
  static constexpr Kind kKind = Kind::kRelu;

  explicit Relu(const Shape& input) : Layer(kKind, input) {}

  Needs needs() const override { return {.output = true}; }
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;
};

}  // namespace backbeat::nn
