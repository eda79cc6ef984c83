#include "nn/layers/im2col.h"

#include <algorithm>

namespace backbeat::nn {
namespace {

int ceil_div(int a, int b) {
  return a >= 0 ? (a + b - 1) / b : -(-a / b);
}

/// Window positions w in [first, last) whose pixel w * stride + offset lies in [0, n).
struct Span {
  int first = 0;
  int last = 0;
};

Span inside(int offset, int stride, int n, int positions) {
  const int first = std::clamp(ceil_div(-offset, stride), 0, positions);
  const int last = std::clamp(ceil_div(n - offset, stride), first, positions);
  return {.first = first, .last = last};
}

/// Calls row(line, pixels, first_pixel, span) for each line of `positions.width` column entries.
/// `pixels` is the image row it reads, or nullptr where that row is outside the image.
template <typename Pixel, typename Entry, typename RowFunction>
void for_each_line(const RowTile& tile, Pixel* image, Entry* columns, RowFunction row) {
  const Window& win = tile.window;
  Entry* line = columns;
  for (int c = 0; c < tile.image.channels; ++c) {
    Pixel* plane = image + static_cast<std::ptrdiff_t>(c) * tile.image.plane();
    for (int i = 0; i < win.kernel.height; ++i) {
      for (int j = 0; j < win.kernel.width; ++j) {
        const int x0 = j * win.dilation.width - win.pad.width;
        const Span span = inside(x0, win.stride.width, tile.image.width, tile.positions.width);
        for (int r = tile.first_row; r < tile.last_row; ++r, line += tile.positions.width) {
          const int y = r * win.stride.height - win.pad.height + i * win.dilation.height;
          const bool outside = y < 0 || y >= tile.image.height;
          row(line, outside ? nullptr : plane + static_cast<std::ptrdiff_t>(y) * tile.image.width,
              x0, span);
        }
      }
    }
  }
}

}  // namespace

void im2col(const RowTile& tile, const real* image, real* columns) {
  const int stride = tile.window.stride.width;
  const int width = tile.positions.width;
  for_each_line(tile, image, columns, [&](real* line, const real* pixels, int x0, Span span) {
    if (pixels == nullptr) {
      std::fill_n(line, width, real{0});
      return;
    }
    std::fill(line, line + span.first, real{0});
    if (stride == 1) {
      std::copy(pixels + (x0 + span.first), pixels + (x0 + span.last), line + span.first);
    } else {
      for (int w = span.first; w < span.last; ++w) line[w] = pixels[x0 + w * stride];
    }
    std::fill(line + span.last, line + width, real{0});
  });
}

void col2im_add(const RowTile& tile, const real* columns, real* image) {
  const int stride = tile.window.stride.width;
  for_each_line(tile, image, columns, [&](const real* line, real* pixels, int x0, Span span) {
    if (pixels == nullptr) return;
    if (stride == 1) {
      for (int w = span.first; w < span.last; ++w) pixels[x0 + w] += line[w];
    } else {
      for (int w = span.first; w < span.last; ++w) pixels[x0 + w * stride] += line[w];
    }
  });
}

}  // namespace backbeat::nn
