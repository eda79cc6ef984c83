#include "apps/picture/pixel_scale.h"

#include <algorithm>

namespace backbeat::apps::picture {
namespace {

int divide_up(int a, int b) {
  return (a + b - 1) / b;
}

}  // namespace

PixelScale::PixelScale(const Options& options)
    : cells_(options.cells),
      widened_(std::max(1, options.widen_to_px / options.cells)),
      shared_(divide_up(options.cells * widened_, options.most_px)),
      length_px_(divide_up(options.cells * widened_, shared_)) {}

PixelScale::Cells PixelScale::cells_at(int px) const {
  const int first = px * shared_ / widened_;
  return {.first = first, .end = std::min(first + shared_, cells_)};
}

}  // namespace backbeat::apps::picture
