#pragma once

#include <optional>

#include "nn/layers/convolution.h"
#include "nn/layers/panels.h"
#include "nn/layers/window_tile.h"
#include "nn/layers/winograd.h"

// Convolution (as correlation, like every library): with s stride, p pad, d dilation,
//
//   f[y, x, o] = beta[o] + sum over i, j, c of Omega[o, c, i, j] h[y s - p + i d, x s - p + j d, c]
//
//   shapes    h (H, W, C)   f (H', W', O)
//             Omega "weight" (O, C / groups, kh, kw)   beta "bias" (O)
//
// With every window of h as a row of a matrix C_h (im2col), it is a linear layer:
//
//   forward   f = 1 beta^T + C_h Omega^T             (H'W' x K) (K x O),  K = kh kw C / groups
//   backward  dOmega = df^T C_h   dbeta = df^T 1   dC_h = df Omega,
//             dh[pixel] = sum of all entries of dC_h that were copied from it (col2im)
//
// C_h is never built: neighbouring windows overlap in memory (nn/layers/window_tile.h), and the
// products read them there. Where stride and dilation are 1, dh is computed the same way, as a
// convolution of df with flipped kernels. A 3x3 kernel over many channels takes a quarter of the
// multiplications by Winograd's way (nn/layers/winograd.h). With `groups` the channels are cut into
// as many independent convolutions; where each channel is a group, nn/layers/depthwise.h is faster.
// Derivations: nn/README.md, "Convolution".
namespace backbeat::nn {

class Conv2d : public Convolution {
 public:
  enum class Method { kDirect, kFastest };
  /// Throws ShapeError where the window does not fit or `groups` does not divide the channels.
  Conv2d(const Shape& input, const Options& options, Method method = Method::kFastest);

  std::size_t scratch_size(int batch, int threads) const override;
  void backward(const Backward& pass) const override;

  std::size_t prepared_size() const override;
  void prepare(std::span<const real> weights, std::span<const real> biases,
               real* prepared) const override;
  bool can_finish(bool add, bool pool) const override {
    return !pool || (!add && options().groups == 1);
  }
  void multiply(int batch, std::span<const real> h, const real* prepared, Finish finish,
                std::span<real> f, std::span<real> scratch) const override;

 private:
  std::size_t weight_at(int group, int o, int k) const;
  Winograd::KernelOrder kernel_order() const;
  std::size_t weights_size() const;
  std::size_t bias_size() const;
  int parts(int batch) const;
  std::size_t part_size() const;
  std::size_t shared_size(int batch) const;
  std::size_t thread_size() const;
  std::size_t lines_at() const;
  real* thread_scratch(std::span<real> scratch, int batch, int thread) const;

  void multiply_tile(int i, int t, int group, const real* windows, const real* Omega,
                     const Finish& finish, real* f, real* lines) const;
  void backward_parameters(const Backward& pass) const;
  void backward_weights(const Backward& pass, int group) const;
  void add_tile(const Backward& pass, int group, int unit, real* dOmega, real* tile) const;
  void backward_weights_winograd(const Backward& pass) const;
  void backward_flipped(const Backward& pass) const;
  void backward_winograd(const Backward& pass) const;
  void backward_columns(const Backward& pass, int group) const;

  int group_inputs_;   ///< C / groups
  int group_outputs_;  ///< O / groups
  WindowTiles tiles_;
  Panels panels_;     ///< of Omega^T (K x O / groups)
  bool flips_;        ///< dh is a convolution with flipped kernels
  WindowTiles back_;  ///< its windows over df; or else dh's columns
  Panels back_panels_;
  std::optional<Winograd> winograd_;       ///< f from h
  std::optional<Winograd> winograd_back_;  ///< dh from df
  bool winograd_weights_ = false;          ///< dOmega too
};

}  // namespace backbeat::nn
