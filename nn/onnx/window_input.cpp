#include "nn/onnx/window_input.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/limits.h"

namespace backbeat::nn::onnx {
namespace {

/// 0 stands for an open size.
std::string shown(const std::vector<std::int64_t>& sizes) {
  std::string text = "batch";
  for (const std::int64_t size : sizes) text += size == 0 ? " x any" : fmt::format(" x {}", size);
  return text;
}

int frames_of(std::int64_t size, std::optional<int> wanted, const std::string& input) {
  if (size == 0 && wanted) return *wanted;
  if (size == 0) {
    throw FormatError(fmt::format(
        "input '{}': found an open number of frames, expected a number: --frames N", input));
  }
  if (size < 0 || size > kMaxExtent || (wanted && size != *wanted)) {
    throw FormatError(fmt::format("input '{}': found {} frames, expected {}", input, size,
                                  wanted.value_or(kMaxExtent)));
  }
  return static_cast<int>(size);
}

}  // namespace

WindowInput place_input(const ::onnx::ValueInfoProto& input, int bands, std::optional<int> frames) {
  const auto& dims = input.type().tensor_type().shape().dim();
  WindowInput placed{.name = input.name(), .value = {}, .shape = {.height = bands}};
  if (!dims.empty() && dims[0].dim_value() > 0) placed.batch = dims[0].dim_value();
  std::vector<std::int64_t> sizes;
  for (int k = 1; k < dims.size(); ++k) {
    sizes.push_back(dims[k].has_dim_value() ? dims[k].dim_value() : 0);
  }
  const auto wide = std::ranges::count_if(sizes, [](std::int64_t size) { return size != 1; });
  const auto at = std::ranges::find(sizes, bands);
  if (wide != 2 || at == sizes.end()) {
    throw FormatError(fmt::format(
        "input '{}': found ({}), expected a batch of spectrograms, one dimension of which are the "
        "{} mel bands of the front end",
        placed.name, shown(sizes), bands));
  }
  for (auto size = sizes.begin(); size != sizes.end(); ++size) {
    if (*size == 1) {
      placed.value.dims.emplace_back();
      continue;
    }
    if (size != at) placed.shape.width = frames_of(*size, frames, placed.name);
    if (size != at) placed.frames_first = size < at;
    placed.value.dims.push_back(whole(placed.shape, size == at ? Axis::kHeight : Axis::kWidth));
  }
  return placed;
}

}  // namespace backbeat::nn::onnx
