#pragma once

#include <vector>

#include "nn/kernels/kernels.h"
#include "nn/layers/convolution.h"
#include "nn/layers/tap_runs.h"

// Depthwise convolution: each channel has a kernel of its own and sees no other channel. With s
// stride, p pad, d dilation,
//
//   f[y, x, c] = beta[c] + sum over i, j of Omega[c, i, j] h[y s - p + i d, x s - p + j d, c]
//
//   shapes    h (H, W, C)   f (H', W', C)   Omega "weight" (C, 1, kh, kw)   beta "bias" (C)
//   backward  dOmega[c, i, j] = sum over y, x of df[y, x, c] h[y s - p + i d, x s - p + j d, c]
//             dh[u, v, c] = sum of Omega[c, i, j] df[y, x, c] over all y, x, i, j that read (u, v)
//             dbeta[c] = sum over y, x of df[y, x, c]
//
// It is `conv C` with C groups (nn/layers/conv2d.h), with a loop of its own: lanes are channels, a
// tap is one multiplication for all of them, and nothing is copied. Taps outside of the image are
// left out instead of read as zeros. With stride 1 dh is the same convolution of df, the kernel
// turned by 180 degrees; else each df is added to the pixels that it came from.
namespace backbeat::nn {

class Depthwise : public Convolution {
 public:
  /// Throws ShapeError where the window does not fit, or where outputs, groups and the input's
  /// channels are not the same number.
  Depthwise(const Shape& input, const Options& options);
  static bool computes(const Shape& input, const Options& options) {
    return options.groups == input.channels && options.outputs == input.channels;
  }

  std::size_t scratch_size(int batch, int threads) const override;
  void backward(const Backward& pass) const override;

  std::size_t prepared_size() const override;
  void prepare(std::span<const real> weights, std::span<const real> biases,
               real* prepared) const override;
  bool can_finish(bool /*add*/, bool pool) const override { return !pool; }
  void multiply(int batch, std::span<const real> h, const real* prepared, Finish finish,
                std::span<real> f, std::span<real> scratch) const override;

 private:
  /// A pass over the lines of a map: h to f, or with stride 1 df to dh.
  struct Plan {
    TapGrid down, across;
    int channels;
    std::vector<TapRun> rows;     ///< one for each line of outputs
    std::vector<TapRun> columns;  ///< together all outputs of a line

    /// Calls visit(taps, places of the first tap in the image and in Omega, and of the first output)
    /// for each run of line y.
    template <typename Visit>
    void for_runs(int y, Visit visit) const;
  };

  static Plan plan_of(const TapGrid& down, const TapGrid& across, int channels);
  int taps() const { return inner(); }
  std::size_t weights_size() const;
  int parts(int batch) const;
  /// Omega[tap][c], or with its taps in reverse order.
  void transpose(std::span<const real> weights, bool turned, real* Omega) const;
  void multiply(const Plan& plan, int batch, const real* h, const real* Omega, const Finish& finish,
                real* f) const;
  void backward_weights(const Backward& pass) const;
  void scatter(const Backward& pass, const real* Omega) const;

  Plan plan_;
  Plan back_;
};

}  // namespace backbeat::nn
