#pragma once

#include <cstddef>

#include "nn/kernels/kernels.h"
#include "nn/layers/window.h"

// Some lines of a convolution's windows, copied out of the image so that every window is whole:
// with zeros where it hangs over the edge, and small enough to stay in the second-level cache.
namespace backbeat::nn {

/// Cuts the windows of one group of channels into tiles of whole output lines, each small enough to
/// stay in a cache and, where a window costs much, short enough for threads to share one example.
///
/// A window is kernel.height runs of kernel.width x channels numbers. Where these numbers are
/// adjacent in the image, a tile is a copy of the image's lines with the padding in it, and windows
/// overlap in it. Where they are not (dilation, groups), each window is copied on its own: a row of
/// im2col's matrix. The inner index runs over (i, j, c) either way.
class WindowTiles {
 public:
  enum class Layout { kShortest, kColumns };  ///< kColumns: each window on its own in any case
  /// `positions`: extent of the output. Group g reads channels [g C / groups, (g + 1) C / groups).
  /// `products`: what each window is multiplied by, in columns of weights.
  WindowTiles(const Shape& image, const Window& window, const Extent& positions, int products,
              int groups = 1, Layout layout = Layout::kShortest);

  int count() const { return count_; }
  int first_line(int tile) const { return tile * lines_; }
  int lines(int tile) const;
  const Windows& windows() const { return windows_; }
  int inner() const { return windows_.rows * windows_.inner; }
  /// Numbers in the largest tile.
  std::size_t size() const;
  /// The windows of a tile of one example: in `copy`, which then holds the tile, or in the image
  /// itself where the tile would be a mere copy of its lines.
  const real* at(int tile, const real* image, int group, real* copy) const;
  /// Adds a tile in the layout kColumns back to the pixels that its numbers came from.
  void add_columns(int tile, const real* columns, int group, real* image) const;

 private:
  void fill(int tile, const real* image, int group, real* copy) const;
  void fill_lines(int tile, const real* image, real* copy) const;
  template <typename Visit>
  void for_each_run(int tile, int group, Visit visit) const;

  Shape image_;
  Window window_;
  Extent positions_;
  int group_channels_;
  bool overlapping_;
  Windows windows_;
  int lines_;
  int count_;
};

}  // namespace backbeat::nn
