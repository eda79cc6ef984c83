#include "apps/picture/image.h"

namespace backbeat::apps::picture {
namespace {

constexpr Rgb kWhite{.red = 255, .green = 255, .blue = 255};

}  // namespace

Image::Image(int width_px, int height_px)
    : width_px_(width_px),
      height_px_(height_px),
      pixels_(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px), kWhite) {}

void Image::set(int x, int y, Rgb colour) {
  if (x < 0 || x >= width_px_ || y < 0 || y >= height_px_) return;
  pixels_[index(x, y)] = colour;
}

void Image::fill(const Box& box, Rgb colour) {
  for (int y = box.top; y < box.bottom(); ++y) {
    for (int x = box.left; x < box.right(); ++x) set(x, y, colour);
  }
}

void Image::frame(const Box& box, Rgb colour) {
  const int width = box.width + 2;
  fill({.left = box.left - 1, .top = box.top - 1, .width = width, .height = 1}, colour);
  fill({.left = box.left - 1, .top = box.bottom(), .width = width, .height = 1}, colour);
  fill({.left = box.left - 1, .top = box.top, .width = 1, .height = box.height}, colour);
  fill({.left = box.right(), .top = box.top, .width = 1, .height = box.height}, colour);
}

}  // namespace backbeat::apps::picture
