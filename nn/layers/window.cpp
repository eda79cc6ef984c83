#include "nn/layers/window.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/limits.h"

namespace backbeat::nn {
namespace {

std::string to_string(const Extent& extent) {
  return fmt::format("{}x{}", extent.height, extent.width);
}

template <typename Found>
void require(bool ok, const char* kind, const char* what, const Found& found,
             const char* expected) {
  if (ok) return;
  throw ShapeError(
      fmt::format("{}: {}: found {}, expected {}", kind, what, to_string(found), expected));
}

}  // namespace

std::string to_string(const Padding& pad) {
  if (pad.before == pad.after) return to_string(pad.before);
  return fmt::format("{}:{}x{}:{}", pad.before.height, pad.after.height, pad.before.width,
                     pad.after.width);
}

Extent Window::positions(const Shape& input, const char* kind) const {
  require(kernel.height > 0 && kernel.width > 0, kind, "kernel", kernel, "1 or more");
  require(stride.height > 0 && stride.width > 0, kind, "stride", stride, "1 or more");
  require(std::min({pad.before.height, pad.before.width, pad.after.height, pad.after.width}) >= 0,
          kind, "pad", pad, "0 or more");
  require(dilation.height > 0 && dilation.width > 0, kind, "dilation", dilation, "1 or more");

  const std::int64_t padded_height = std::int64_t{input.height} + pad.height();
  const std::int64_t padded_width = std::int64_t{input.width} + pad.width();
  check_numbers({input.channels, padded_height, padded_width}, "the padded input");
  const std::int64_t reach_height = std::int64_t{dilation.height} * (kernel.height - 1) + 1;
  const std::int64_t reach_width = std::int64_t{dilation.width} * (kernel.width - 1) + 1;
  if (reach_height > padded_height || reach_width > padded_width) {
    throw ShapeError(fmt::format(
        "{}: found an input of shape {}, expected at least {}x{} (the window) in height and width",
        kind, to_string(input), reach_height - pad.height(), reach_width - pad.width()));
  }
  return {.height = static_cast<int>((padded_height - reach_height) / stride.height) + 1,
          .width = static_cast<int>((padded_width - reach_width) / stride.width) + 1};
}

}  // namespace backbeat::nn
