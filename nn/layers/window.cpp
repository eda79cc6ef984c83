#include "nn/layers/window.h"

#include <cstdint>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/limits.h"

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

  const std::int64_t padded_height = input.height + 2 * std::int64_t{pad.height};
  const std::int64_t padded_width = input.width + 2 * std::int64_t{pad.width};
  check_numbers({input.channels, padded_height, padded_width}, "the padded input");
  const std::int64_t reach_height = std::int64_t{dilation.height} * (kernel.height - 1) + 1;
  const std::int64_t reach_width = std::int64_t{dilation.width} * (kernel.width - 1) + 1;
  if (reach_height > padded_height || reach_width > padded_width) {
    throw ShapeError(fmt::format(
        "{}: found an input of shape {}, expected at least {}x{} (the window) in height and width",
        kind, to_string(input), reach_height - 2 * std::int64_t{pad.height},
        reach_width - 2 * std::int64_t{pad.width}));
  }
  return {.height = static_cast<int>((padded_height - reach_height) / stride.height) + 1,
          .width = static_cast<int>((padded_width - reach_width) / stride.width) + 1};
}

}  // namespace backbeat::nn
