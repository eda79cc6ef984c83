#pragma once

#include <cstddef>
#include <vector>

#include "nn/activation.h"
#include "nn/real.h"

// The inner loops, compiled for several instruction sets; the processor decides at run time which
// are used. Activations are channels-last, so the vector lanes are channels everywhere.
namespace backbeat::nn {

/// Where the windows of a convolution lie in memory. The window of output (y, x) is `rows` runs of
/// `inner` adjacent numbers: run i begins at y * line_step + x * step + i * row_step. A matrix is
/// the special case of one run a row.
struct Windows {
  std::ptrdiff_t line_step = 0;
  std::ptrdiff_t step = 0;
  std::ptrdiff_t row_step = 0;
  int rows = 1;
  int inner = 0;
};

/// Output columns that are computed together share a panel of weights: Omega[k][o] for all k =
/// (run, place in it), o fastest, `width` numbers a row. Columns beyond the last output are
/// padding.
struct Panel {
  int first = 0;    ///< output
  int outputs = 0;  ///< 1 to Kernels::panel
  int width = 0;    ///< `outputs` rounded up to whole vectors
};

/// f[x][o] = sum over k of h_x[k] Omega[k][o] for `count` windows of one line, o in one panel.
struct Product {
  const real* h = nullptr;  ///< window of the first output
  Windows windows;
  const real* Omega = nullptr;                ///< the panel
  const real* beta = nullptr;                 ///< null, or added: `width` numbers
  const real* other = nullptr;                ///< null, or added: laid out as f; may be f itself
  Activation activation = Activation::kNone;  ///< then applied to the sum
  real* f = nullptr;
  std::ptrdiff_t f_step = 0;  ///< from one output to the next
  int count = 0;
  Panel panel;
};

/// dOmega[k][o] += sum over `lines` x `count` windows of h[k] df[o], for all k and one panel.
struct Outer {
  const real* h = nullptr;
  Windows windows;
  const real* df = nullptr;  ///< readable up to `width` numbers past each position
  std::ptrdiff_t df_line_step = 0;
  std::ptrdiff_t df_step = 0;
  int lines = 0;
  int count = 0;
  real* dOmega = nullptr;  ///< laid out as a panel of weights
  Panel panel;
};

/// One line of a plane in a batch norm block (nn/layers/batch_norm.h): `count` positions of
/// `channels` numbers each, normalised to z = (f - mean) scale + shift + other, then activation, then
/// pooling. With `pool` it is a pair of lines, the second right after the first.
struct NormLine {
  const real* f = nullptr;
  const real* other = nullptr;  ///< null, or laid out as f
  int count = 0;
  int channels = 0;
  Activation activation = Activation::kNone;
  bool pool =
      false;  ///< maxima of 2x2 positions, stride 2; not with a function that falls anywhere
  // One number a channel:
  const real* mean = nullptr;
  const real* scale = nullptr;  ///< gamma / sqrt(var + epsilon)
  const real* shift = nullptr;  ///< beta
};

/// The same line on the way back. `gradient` is dL/dz: dy where it went through pooling and the activation.
struct NormLineBackward {
  NormLine forward;
  const real* y = nullptr;  ///< null, or the block's output, which tells where ReLU cut
  const real* dy = nullptr;
  // One number a channel: df = scale (gradient - mean_gradient - (f - mean) slope)
  const real* mean_gradient = nullptr;
  const real* slope = nullptr;
};

/// Taps of a depthwise convolution that lie inside the image for all outputs of a run: `rows` x
/// `columns` of them, each `channels` numbers in a pixel and in Omega.
struct DepthwiseTaps {
  int rows = 0;
  int columns = 0;
  int channels = 0;
  std::ptrdiff_t row_step = 0;        ///< in the image, from a row of taps to the next
  std::ptrdiff_t column_step = 0;     ///< from a tap to the next in its row
  std::ptrdiff_t Omega_row_step = 0;  ///< the same in Omega; from tap to tap it is `channels`
  std::ptrdiff_t step = 0;            ///< in the image, from an output's taps to the next one's
  int count = 0;                      ///< outputs, `channels` numbers apart
};

/// f[x][c] = sum over the taps of h Omega, then as Product does.
struct DepthwiseLine {
  DepthwiseTaps taps;
  const real* h = nullptr;      ///< the first tap of the first output
  const real* Omega = nullptr;  ///< the first tap
  const real* beta = nullptr;
  const real* other = nullptr;
  Activation activation = Activation::kNone;
  real* f = nullptr;
};

/// dOmega += sum over the outputs of h df.
struct DepthwiseGradient {
  DepthwiseTaps taps;
  const real* h = nullptr;
  const real* df = nullptr;
  real* dOmega = nullptr;
};

/// dh += df Omega, in the pixels that each output's taps lie on.
struct DepthwiseScatter {
  DepthwiseTaps taps;
  const real* df = nullptr;
  const real* Omega = nullptr;
  real* dh = nullptr;
};

/// A square of pixels of an image.
struct PixelTile {
  const real* first = nullptr;
  std::ptrdiff_t line_step = 0;
  std::ptrdiff_t step = 0;

  const real* at(int i, int j) const { return first + i * line_step + j * step; }
};

/// Where a tile of 4x4 outputs of Winograd's convolution goes, as far as it lies in the image.
struct WinogradOutput {
  real* f = nullptr;
  std::ptrdiff_t line_step = 0;
  std::ptrdiff_t step = 0;
  int height = 4;  ///< of the outputs, before pooling
  int width = 4;
  int channels = 0;
  const real* beta = nullptr;   ///< null, or added: one a channel
  const real* other = nullptr;  ///< null, or added: laid out as f, without pooling
  Activation activation = Activation::kNone;
  bool pool = false;  ///< maxima of 2x2 outputs: f takes 2x2 numbers; height and width are even
};

struct Kernels {
  const char* name;
  int lanes;  ///< numbers in a vector
  int panel;  ///< output columns in a full panel

  void (*product)(const Product&);
  void (*outer)(const Outer&);

  void (*depthwise)(const DepthwiseLine&);
  void (*depthwise_gradient)(const DepthwiseGradient&);
  void (*depthwise_scatter)(const DepthwiseScatter&);

  /// V[6 i + j] = (B^T d B)[i][j] of 6x6 pixels: `channels` numbers, `step` apart.
  void (*winograd_input)(const PixelTile& d, int channels, real* V, std::ptrdiff_t step);
  /// f = A^T M A: from 6x6 numbers, `step` apart, to 4x4 pixels.
  void (*winograd_output)(const real* M, std::ptrdiff_t step, const WinogradOutput&);
  /// dM = A df A^T of 4x4 pixels.
  void (*winograd_gradient)(const PixelTile& df, int channels, real* dM, std::ptrdiff_t step);

  /// y = maxima of 2x2 positions of two lines, `count` positions each, the second after the first.
  void (*pool_lines)(const real* f, int count, int channels, real* y);

  /// Mean of each channel over `count` positions, and the sum of squared deviations from it.
  void (*moments)(const real* f, int count, int channels, real* mean, real* deviations);
  void (*norm)(const NormLine&, real* y);
  /// Sums of the gradient, and of the gradient times (f - mean), for each channel.
  void (*norm_sums)(const NormLineBackward&, real* gradient, real* gradient_times_deviation);
  /// df and, where it is wanted (not null), dL/d(other).
  void (*norm_backward)(const NormLineBackward&, real* df, real* d_other);
};

/// Those that this processor runs, the slowest first.
std::vector<const Kernels*> available_kernels();

/// The fastest, or those that the environment names in BACKBEAT_INSTRUCTIONS, for the bits that
/// another machine gives. Throws std::runtime_error where this processor has none of that name.
const Kernels& kernels();

}  // namespace backbeat::nn
