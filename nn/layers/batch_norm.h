#pragma once

#include "nn/activation.h"
#include "nn/kernels/kernels.h"
#include "nn/layers/layer.h"

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
//   shapes      f and y (H, W, C); gamma "weight", beta "bias", "running_mean", "running_var" (C)
//
// xhat is computed again from the input in backward; the cache holds only mu and var.
// Derivation: nn/README.md, "Batch normalisation".
//
// These passes wait for memory, not for arithmetic. So what usually follows is done while a number
// is at hand (nn/graph/fusion.h): the addition of a second input, an activation, and max pooling of
// 2x2, in this order, each if asked for. On the way back dy above is what these three make of the
// block's dy.
namespace backbeat::nn {

class BatchNorm : public Layer {
 public:
  static constexpr Kind kKind = Kind::kBatchNorm;

  static constexpr double kEpsilon = 1e-5;
  static constexpr double kMomentum = 0.1;

  /// What is done with gamma xhat + beta.
  struct Then {
    bool add = false;  ///< a second input of f's shape
    Activation activation = Activation::kNone;
    bool pool = false;  ///< max_pool 2x2, of a plane of even height and width; not of hard swish
  };

  explicit BatchNorm(const Shape& input) : BatchNorm(input, kEpsilon, Then()) {}
  /// Throws ShapeError where `epsilon` is not a positive number.
  BatchNorm(const Shape& input, double epsilon, const Then& then);

  const Shape& input_shape() const { return input_; }
  double epsilon() const { return epsilon_; }
  const Then& then() const { return then_; }
  /// In evaluation y = scale f + shift, channel by channel.
  void scale_and_shift(std::span<const real> phi, std::span<const real> state,
                       std::span<real> scale, std::span<real> shift) const;

  std::vector<TensorSpec> parameters() const override;
  std::vector<TensorSpec> state() const override;
  /// After an addition ReLU's mask is read from the output where that tells it, else z from both
  /// inputs.
  Needs needs() const override {
    const bool z_of_both = then_.add && then_.activation != Activation::kNone;
    const bool tells = then_.activation == Activation::kRelu && !then_.pool;
    return {.input = z_of_both && !tells, .output = z_of_both && tells, .first_input = true};
  }
  bool is_light() const override { return !then_.add && !then_.pool; }
  std::size_t cache_size(int batch) const override;
  std::size_t scratch_size(int batch, int threads) const override;
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;
  void update_state(int batch, std::span<const real> cache, std::span<real> state) const override;

 private:
  /// Numbers a channel, in scratch.
  struct Channels {
    real *mean, *scale, *shift, *mean_gradient, *slope;
    real* partial;  ///< 2 C numbers a line
  };

  int channels() const { return input_.channels; }
  std::size_t line_size() const {
    return static_cast<std::size_t>(input_.width) * static_cast<std::size_t>(channels());
  }
  double count(int batch) const { return static_cast<double>(batch) * input_.plane(); }
  Channels channels_in(std::span<real> scratch) const;
  void find_moments(const Forward& pass, const Channels& at) const;
  void read_moments(std::span<const real> phi, std::span<const real> moments,
                    const Channels& at) const;
  /// Lines that are taken together: pooling takes two.
  int lines_a_unit() const { return then_.pool ? 2 : 1; }
  int units(int batch) const { return batch * input_.height / lines_a_unit(); }
  NormLine line(std::span<const std::span<const real>> inputs, int unit, const Channels& at) const;
  NormLineBackward line_backward(const Backward& pass, int unit, const Channels& at) const;
  void find_slopes(const Backward& pass, const Channels& at) const;

  real inverse_deviation(real variance) const;

  Shape input_;
  double epsilon_;
  Then then_;
};

}  // namespace backbeat::nn
