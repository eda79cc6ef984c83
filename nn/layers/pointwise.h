#pragma once

#include "nn/layers/layer.h"

// One function of each element: h = a[f]. ReLU, which needs less, has a layer of its own.
//
//                  a[f]                              a'[f]
//   sigmoid        s = 1 / (1 + exp(-f))             s (1 - s)
//   silu           f s                               s (1 + f (1 - s))
//   hard_sigmoid   min(max(f + 3, 0), 6) / 6         1/6 where -3 < f < 3, else 0
//   hard_swish     f min(max(f + 3, 0), 6) / 6       0, (2 f + 3) / 6, 1  below -3, up to 3, above
//   elu            f where f > 0, else exp(f) - 1    1 where f > 0, else exp(f)
//   leaky_relu A   f where f > 0, else A f           1 where f > 0, else A
//   clip LOW HIGH  min(max(f, LOW), HIGH)            1 where LOW < f < HIGH, else 0
//
//   shapes    f and h alike
//   backward  df = dh * a'[f]
//
// clip 0 6 is known as ReLU6. Derivation: nn/README.md, "Other activations".
namespace backbeat::nn {

class Pointwise : public Layer {
 public:
  static constexpr Kind kKind = Kind::kPointwise;

  enum class Function { kSigmoid, kSilu, kHardSigmoid, kHardSwish, kElu, kLeakyRelu, kClip };
  /// `a` and `b` are clip's limits, `a` is leaky_relu's slope. Throws ShapeError where a lower
  /// limit is not below the upper one, or a slope is no number.
  Pointwise(const Shape& input, Function function, double a = 0.0, double b = 0.0);

  Function function() const { return function_; }
  real a() const { return a_; }
  real b() const { return b_; }

  Needs needs() const override { return {.input = true}; }
  /// Without an exponential.
  bool is_light() const override {
    return function_ == Function::kHardSigmoid || function_ == Function::kHardSwish ||
           function_ == Function::kLeakyRelu || function_ == Function::kClip;
  }
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  template <typename Visit>
  void visit(Visit visit) const;

  Function function_;
  real a_;
  real b_;
};

}  // namespace backbeat::nn
