#pragma once

#include "nn/layers/layer.h"

// Dropout: in training each element is kept with probability 1 - p and then scaled up, so that its
// expectation stays; in evaluation nothing happens.
//
//   shapes    h and f alike
//   forward   f = m * h / (1 - p),  m ~ Bernoulli(1 - p)
//   backward  dh = m * df / (1 - p)
//
// The mask is a pure function of (random key of the step, position), so backward draws it again
// instead of keeping it.
namespace backbeat::nn {

class Dropout : public Layer {
 public:
  static constexpr Kind kKind = Kind::kDropout;

  /// Throws ShapeError where p is outside [0, 1).
  Dropout(const Shape& input, double p);

  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  void apply(Mode mode, std::uint64_t key, std::span<const real> from, std::span<real> to) const;

  double p_;
};

}  // namespace backbeat::nn
