#pragma once

#include "nn/layer.h"
#include "nn/layers/im2col.h"
#include "nn/layers/window.h"

// Convolution (as correlation, like every library): with s stride, p pad, d dilation,
//
//   f[o, y, x] = beta[o] + sum over c, i, j of Omega[o, c, i, j] h[c, y s - p + i d, x s - p + j d]
//
//   shapes    h (C, H, W)   f (O, H', W')   Omega "weight" (O, C / groups, kh, kw)   beta "bias"
//   (O)
//
// Written with every window of h as a column of a matrix C_h (im2col), it is a linear layer:
//
//   forward   f = beta 1^T + Omega C_h                   (O x K) (K x H'W'),  K = C kh kw / groups
//   backward  dOmega = df C_h^T   dbeta = df 1   dC_h = Omega^T df,
//             dh[pixel] = sum of all entries of dC_h that were copied from it (col2im)
//
// With `groups` the channels are cut into as many independent convolutions.
// Derivation, and why dh is a convolution with flipped kernels: nn/README.md, "Convolution".
namespace backbeat::nn {

class Conv2d : public Layer {
 public:
  struct Options {
    int outputs = 1;  ///< O
    Window window;
    int groups = 1;
    bool bias = true;
  };
  /// Throws ShapeError where the window does not fit or `groups` does not divide the channels.
  Conv2d(const Shape& input, const Options& options);

  std::vector<TensorSpec> parameters() const override;
  Needs needs() const override { return {.input = true}; }
  std::size_t scratch_size(int batch, int threads) const override;
  std::int64_t multiply_adds() const override;
  void forward(const Forward& pass) const override;
  void backward(const Backward& pass) const override;

 private:
  RowTile tile(int index) const;
  std::size_t weight_count() const;
  std::size_t parameter_count() const;
  void forward_tile(const Forward& pass, int example, int index, real* columns) const;
  void backward_example(const Backward& pass, int example, real* d_parameters, real* columns) const;

  Shape input_;
  Options options_;
  int group_inputs_;   ///< C / groups
  int group_outputs_;  ///< O / groups
  int inner_;          ///< K: entries of a column
  int tile_rows_;      ///< output rows whose columns fit into the cache together
  int tiles_;
};

}  // namespace backbeat::nn
