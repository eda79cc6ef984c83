#pragma once

#include "nn/layers/layer.h"

// Global pooling: one number a channel, whatever the size of the plane.
//
//   shapes    h (H, W, C)   f (C)
//   max       f = max over the plane          backward  dh[k] = df for k = the maximum, else 0
//   average   f = sum over the plane / (H W)  backward  dh[k] = df / (H W)
namespace backbeat::nn {

class GlobalMaxPool : public Layer {
 public:
  static constexpr Kind kKind = Kind::kGlobalMaxPool;

  explicit GlobalMaxPool(const Shape& input)
      : Layer(kKind, {.channels = input.channels}), input_(input) {}

  Needs needs() const override { return {.input = true}; }
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  Shape input_;
};

class GlobalAvgPool : public Layer {
 public:
  static constexpr Kind kKind = Kind::kGlobalAvgPool;

  explicit GlobalAvgPool(const Shape& input)
      : Layer(kKind, {.channels = input.channels}), input_(input) {}

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  Shape input_;
};

}  // namespace backbeat::nn
