#pragma once

#include "nn/layers/finish.h"
#include "nn/layers/layer.h"
#include "nn/layers/window.h"

namespace backbeat::nn {

/// What all convolutions have in common: forward in two steps, for weights that stay the same over
/// many calls, and with what follows done while the sums are at hand (nn/graph/inference.h).
///
/// Parameters are "weight" (O, C / groups, kh, kw) and, unless there is none, "bias" (O).
class Convolution : public Layer {
 public:
  static constexpr Kind kKind = Kind::kConvolution;

  struct Options {
    int outputs = 1;  ///< O
    Window window;
    int groups = 1;
    bool bias = true;
  };

  const Shape& input_shape() const { return input_; }
  const Options& options() const { return options_; }

  std::vector<TensorSpec> parameters() const override;
  Needs needs() const override { return {.input = true}; }
  bool can_add() const override { return true; }
  std::int64_t multiply_adds() const override;
  void forward(const Forward& pass) const override;

  /// Numbers that prepare() writes.
  virtual std::size_t prepared_size() const = 0;
  /// Weights and biases (the latter may be empty) in the order of the inner loops.
  virtual void prepare(std::span<const real> weights, std::span<const real> biases,
                       real* prepared) const = 0;
  /// Whether multiply() can do these in its `finish`.
  virtual bool can_finish(bool add, bool pool) const = 0;
  /// f = h * Omega, then `finish`, whose beta is prepare()'s where it had biases. `scratch` as
  /// scratch_size() says; it may begin with what prepare() wrote.
  virtual void multiply(int batch, std::span<const real> h, const real* prepared, Finish finish,
                        std::span<real> f, std::span<real> scratch) const = 0;

 protected:
  /// Throws ShapeError where the window does not fit or `groups` does not divide the channels.
  Convolution(const Shape& input, const Options& options);

  /// K, products in one sum: kh kw C / groups.
  int inner() const;
  std::size_t weight_count() const;
  /// dbeta = df^T 1, with bias_parts_size() numbers at the beginning of the scratch.
  void backward_bias(const Backward& pass) const;
  std::size_t bias_parts_size() const;

 private:
  Shape input_;
  Options options_;
};

}  // namespace backbeat::nn
