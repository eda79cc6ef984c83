#pragma once

#include "nn/layers/layer.h"

// Linear: f = beta + Omega h, for every example of the batch.
//
//   shapes    h (D_in)   f (D_out)   Omega "weight" (D_out, D_in)   beta "bias" (D_out)
//   backward  dOmega = df h^T   dbeta = df   dh = Omega^T df        (sums over the batch)
//
// Derivation: nn/README.md, "Linear".
namespace backbeat::nn {

class Linear : public Layer {
 public:
  static constexpr Kind kKind = Kind::kLinear;

  struct Options {
    int outputs = 1;
    bool bias = true;
  };
  /// Throws ShapeError where the input is not a vector.
  Linear(const Shape& input, const Options& options);

  std::vector<TensorSpec> parameters() const override;
  Needs needs() const override { return {.input = true}; }
  std::int64_t multiply_adds() const override;
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  int inputs_;
  int outputs_;
  bool bias_;
};

}  // namespace backbeat::nn
