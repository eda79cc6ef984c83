#pragma once

#include "nn/layer.h"

// Flatten: the same numbers read as one vector.
//
//   shapes    h (C, H, W)   f (C H W)
//   backward  dh = df
namespace backbeat::nn {

class Flatten : public Layer {
 public:
  explicit Flatten(const Shape& input) : Layer({.channels = static_cast<int>(input.size())}) {}

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;
};

}  // namespace backbeat::nn
