#include "nn/layers/window.h"

#include <fmt/format.h>

#include "nn/errors.h"

namespace backbeat::nn {
namespace {

void require(bool ok, const char* kind, const char* what, const Extent& found,
             const char* expected) {
  if (ok) return;
  throw ShapeError(fmt::format("{}: {}: found {}x{}, expected {}", kind, what, found.height,
                               found.width, expected));
}

}  // namespace

Extent Window::positions(const Shape& input, const char* kind) const {
  require(kernel.height > 0 && kernel.width > 0, kind, "kernel", kernel, "1 or more");
  require(stride.height > 0 && stride.width > 0, kind, "stride", stride, "1 or more");
  require(pad.height >= 0 && pad.width >= 0, kind, "pad", pad, "0 or more");
  require(dilation.height > 0 && dilation.width > 0, kind, "dilation", dilation, "1 or more");

  const Extent reach{.height = dilation.height * (kernel.height - 1) + 1,
                     .width = dilation.width * (kernel.width - 1) + 1};
  const int free_height = input.height + 2 * pad.height - reach.height;
  const int free_width = input.width + 2 * pad.width - reach.width;
  if (free_height < 0 || free_width < 0) {
    throw ShapeError(fmt::format(
        "{}: found an input of shape {}, expected at least {}x{} (the window) in height and width",
        kind, to_string(input), reach.height - 2 * pad.height, reach.width - 2 * pad.width));
  }
  return {.height = free_height / stride.height + 1, .width = free_width / stride.width + 1};
}

}  // namespace backbeat::nn
