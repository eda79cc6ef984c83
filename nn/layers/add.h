#pragma once

#include "nn/layers/layer.h"

// Add: f = h_1 + h_2 + ..., where branches of equal shape join.
//
//   shapes    all alike
//   backward  dh_j = df for every j
namespace backbeat::nn {

class Add : public Layer {
 public:
  static constexpr Kind kKind = Kind::kAdd;

  /// Throws ShapeError where there are fewer than two inputs or their shapes differ.
  explicit Add(std::span<const Shape> inputs);

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;
};

}  // namespace backbeat::nn
