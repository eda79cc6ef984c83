#pragma once

#include "nn/layer.h"

// Batch normalisation, channel by channel, over the n = batch H W values that a channel has:
//
//   training    mu = mean(f)   var = mean((f - mu)^2)       (biased)
//   evaluation  mu, var = the running mean and variance
//   forward     xhat = (f - mu) / sqrt(var + eps)   y = gamma xhat + beta
//   backward    dgamma = sum(dy xhat)   dbeta = sum(dy)
//               training    df = gamma / sqrt(var + eps) (dy - dbeta / n - xhat dgamma / n)
//               evaluation  df = gamma / sqrt(var + eps) dy
//   running     mean += m (mu - mean)   var += m (n / (n - 1) var_batch - var),   m = 0.1
//
//   shapes      f and y (C, H, W); gamma "weight", beta "bias", "running_mean", "running_var" (C)
//
// xhat is computed again from the input in backward; the cache holds only mu and var.
// Derivation: nn/README.md, "Batch normalisation".
namespace backbeat::nn {

class BatchNorm : public Layer {
 public:
  static constexpr double kEpsilon = 1e-5;
  static constexpr double kMomentum = 0.1;

  explicit BatchNorm(const Shape& input) : Layer(input) {}

  std::vector<TensorSpec> parameters() const override;
  std::vector<TensorSpec> state() const override;
  Needs needs() const override { return {.input = true}; }
  std::size_t cache_size(int batch) const override;
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;
  void update_state(int batch, std::span<const real> cache, std::span<real> state) const override;

 private:
  int channels() const { return output_shape().channels; }
};

}  // namespace backbeat::nn
