#pragma once

#include <array>
#include <cstddef>

#include "nn/buffer.h"
#include "nn/layers/finish.h"
#include "nn/layers/panels.h"
#include "nn/layers/window.h"

// Winograd's convolution F(4x4, 3x3) (Lavin & Gray 2016, "Fast algorithms for convolutional neural
// networks"): a tile of 4x4 outputs of a 3x3 kernel takes 36 multiplications a pair of channels
// instead of 144.
//
//   4x4 outputs depend on d, 6x6 pixels. With each channel's tile as a polynomial in two variables,
//   convolution is multiplication of polynomials, and these are multiplied by their values at 6x6
//   points:
//     V = B^T d B   a channel's values      U = G g G^T   a kernel's values
//     M[p] = V[p] U[p] at each point p: a product (tiles x C) (C x O)
//     f = A^T M A   back from values to 4x4 outputs
//
//   All three are linear, so backward is their transposes:
//     dM = A df A^T     dU[p] = V[p]^T dM[p], summed over the tiles     dg = G^T dU G
//
// The values are larger than the numbers they stand for, and their rounding errors with them: about
// 2.5 times those of the direct sums.
namespace backbeat::nn {

class Winograd {
 public:
  /// Stride 1; `image` is (H, W, C), `pad` 0 to 2 on each side.
  Winograd(const Shape& image, int outputs, const Padding& pad);

  /// Whether it pays: enough channels for the products to outweigh the transforms, and an image
  /// that fills its tiles.
  static bool pays(const Shape& image, int outputs, const Padding& pad);

  /// Where the 3x3 kernel of input c and output o begins: c * input_step + o * output_step.
  struct KernelOrder {
    std::ptrdiff_t input_step = 0;
    std::ptrdiff_t output_step = 0;
    bool turned = false;  ///< by 180 degrees
  };
  std::size_t kernels_size() const { return kPoints * panels_.size(); }  ///< of U and dU
  void transform_kernels(const real* g, const KernelOrder& order, real* U) const;
  /// dg += G^T dU G.
  void add_kernel_gradient(const real* dU, const KernelOrder& order, real* dg) const;

  /// Tiles are computed in groups, each by one thread with scratch_size() numbers of its own.
  int groups(int batch) const;
  std::size_t scratch_size() const;
  /// f = h * g in one group, then `finish`.
  void multiply(int batch, int group, const real* h, const real* U, const Finish& finish, real* f,
                real* scratch) const;
  /// dU += what one group gives.
  void add_gradient(int batch, int group, const real* h, const real* df, real* dU,
                    real* scratch) const;

 private:
  static constexpr int kOutputs = 4;  ///< of a tile, in each direction
  static constexpr int kInputs = 6;
  static constexpr int kPoints = kInputs * kInputs;

  /// A tile's first output.
  struct Place {
    int example, line, column;
  };
  struct Group {
    int first, count;
  };
  Place place(int tile) const;
  Group group_at(int batch, int index) const;
  /// From one point's numbers to the next one's. An odd number of cache lines: a tile's 36 numbers
  /// of a channel must not all fall into the same set of the first-level cache.
  std::ptrdiff_t step(int channels) const {
    const auto lines =
        align_up(static_cast<std::size_t>(group_tiles_) * static_cast<std::size_t>(channels)) /
        kAlignedReals;
    return static_cast<std::ptrdiff_t>((lines | 1) * kAlignedReals);
  }
  std::ptrdiff_t input_step() const { return step(image_.channels); }
  std::ptrdiff_t output_step() const { return step(output_.channels); }
  void transform_inputs(const Group& group, const real* h, real* V, real* copy) const;

  Shape image_;
  Shape output_;
  Padding pad_;
  Panels panels_;
  int tiles_down_;
  int tiles_across_;
  int group_tiles_;  ///< in a whole group
};

}  // namespace backbeat::nn
