#include "nn/layers/window_tile.h"

#include <algorithm>
#include <cstdint>

namespace backbeat::nn {
namespace {

/// A quarter of a megabyte of windows leaves room for weights in a second-level cache.
constexpr std::int64_t kTileReals = std::int64_t{64} * 1024;

/// Multiplications of a tile: a millisecond or less.
constexpr std::int64_t kTileProducts = std::int64_t{64} * 1024 * 1024;

}  // namespace

WindowTiles::WindowTiles(const Shape& image, const Window& window, const Extent& positions,
                         int products, int groups, Layout layout)
    : image_(image),
      window_(window),
      positions_(positions),
      group_channels_(image.channels / groups),
      overlapping_(layout == Layout::kShortest && groups == 1 && window.dilation.width == 1) {
  const int run = window.kernel.width * group_channels_;
  std::int64_t line_reals = 0;  // of the tile, for one more output line
  if (overlapping_) {
    const int padded = (image.width + window.pad.width()) * image.channels;
    windows_ = {.line_step = std::ptrdiff_t{padded} * window.stride.height,
                .step = std::ptrdiff_t{image.channels} * window.stride.width,
                .row_step = std::ptrdiff_t{padded} * window.dilation.height,
                .rows = window.kernel.height,
                .inner = run};
    line_reals = std::int64_t{padded} * window.stride.height;
  } else {
    const int inner = window.kernel.height * run;
    windows_ = {
        .line_step = std::ptrdiff_t{inner} * positions.width, .step = inner, .inner = inner};
    line_reals = std::int64_t{inner} * positions.width;
  }
  const std::int64_t line_products = std::int64_t{inner()} * positions.width * products;
  const std::int64_t lines = std::min(kTileReals / line_reals, kTileProducts / line_products);
  // Pairs, so that pooling finds both of its lines in one tile.
  lines_ = std::min(static_cast<int>(std::max(lines / 2, std::int64_t{1})) * 2, positions.height);
  count_ = (positions.height + lines_ - 1) / lines_;
}

int WindowTiles::lines(int tile) const {
  return std::min(lines_, positions_.height - first_line(tile));
}

std::size_t WindowTiles::size() const {
  const std::ptrdiff_t lines = windows_.line_step * (lines_ - 1);
  if (!overlapping_) return static_cast<std::size_t>(lines + windows_.line_step);
  const int padded = (image_.width + window_.pad.width()) * image_.channels;
  return static_cast<std::size_t>(lines + windows_.row_step * (windows_.rows - 1) + padded);
}

const real* WindowTiles::at(int tile, const real* image, int group, real* copy) const {
  if (overlapping_ && window_.pad == Padding{}) {
    return image + std::ptrdiff_t{first_line(tile)} * windows_.line_step;
  }
  fill(tile, image, group, copy);
  return copy;
}

void WindowTiles::fill(int tile, const real* image, int group, real* copy) const {
  if (overlapping_) {
    fill_lines(tile, image, copy);
    return;
  }
  const std::size_t size =
      static_cast<std::size_t>(lines(tile)) * static_cast<std::size_t>(windows_.line_step);
  std::fill_n(copy, size, real{0});
  for_each_run(tile, group, [&](std::ptrdiff_t pixel, std::ptrdiff_t column, int n) {
    std::copy_n(image + pixel, n, copy + column);
  });
}

void WindowTiles::fill_lines(int tile, const real* image, real* copy) const {
  const int left = window_.pad.before.width * image_.channels;
  const int right = window_.pad.after.width * image_.channels;
  const int width = image_.width * image_.channels;
  const int top = first_line(tile) * window_.stride.height - window_.pad.before.height;
  const int bottom = top + (lines(tile) - 1) * window_.stride.height +
                     (window_.kernel.height - 1) * window_.dilation.height + 1;
  for (int y = top; y < bottom; ++y, copy += left + width + right) {
    if (y < 0 || y >= image_.height) {
      std::fill_n(copy, left + width + right, real{0});
      continue;
    }
    std::fill_n(copy, left, real{0});
    std::copy_n(image + std::ptrdiff_t{y} * width, width, copy + left);
    std::fill_n(copy + left + width, right, real{0});
  }
}

void WindowTiles::add_columns(int tile, const real* columns, int group, real* image) const {
  for_each_run(tile, group, [&](std::ptrdiff_t pixel, std::ptrdiff_t column, int n) {
    for (int c = 0; c < n; ++c) image[pixel + c] += columns[column + c];
  });
}

/// Calls visit(place in the image, place in the tile, channels) for each pixel of each window of a
/// tile that holds every window on its own.
template <typename Visit>
void WindowTiles::for_each_run(int tile, int group, Visit visit) const {
  const Window& w = window_;
  std::ptrdiff_t column = 0;
  for (int line = first_line(tile); line < first_line(tile) + lines(tile); ++line) {
    for (int position = 0; position < positions_.width; ++position) {
      for (int i = 0; i < w.kernel.height; ++i) {
        const int y = line * w.stride.height - w.pad.before.height + i * w.dilation.height;
        for (int j = 0; j < w.kernel.width; ++j, column += group_channels_) {
          const int x = position * w.stride.width - w.pad.before.width + j * w.dilation.width;
          if (y < 0 || y >= image_.height || x < 0 || x >= image_.width) continue;
          const std::ptrdiff_t pixel = (std::ptrdiff_t{y} * image_.width + x) * image_.channels +
                                       std::ptrdiff_t{group} * group_channels_;
          visit(pixel, column, group_channels_);
        }
      }
    }
  }
}

}  // namespace backbeat::nn
