#include "apps/conversion/body_check.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audio/files/npy.h"
#include "nn/channel_order.h"
#include "nn/graph/inference.h"

namespace backbeat::apps {
namespace {

constexpr std::size_t kDimensions = 5;

/// Windows (windows x bands x frames) of an array.
nn::Buffer windows_of(const std::filesystem::path& path, const nn::Shape& window,
                      bool frames_first) {
  const audio::NpyArray array = audio::read_npy(path, kDimensions);
  std::vector<std::size_t> sizes = array.shape;
  std::erase(sizes, std::size_t{1});
  const auto bands = static_cast<std::size_t>(window.height);
  const auto frames = static_cast<std::size_t>(window.width);
  if (sizes.size() == 2) sizes.insert(sizes.begin(), 1);
  if (sizes.size() != 3 || sizes[frames_first ? 2 : 1] != bands ||
      sizes[frames_first ? 1 : 2] < frames) {
    throw std::runtime_error(fmt::format("{}: found an array of {}, expected windows of {}",
                                         path.string(), fmt::join(array.shape, " x "),
                                         frames_first
                                             ? fmt::format("{} frames x {} bands", frames, bands)
                                             : fmt::format("{} bands x {} frames", bands, frames)));
  }
  nn::Buffer windows;
  for (std::size_t w = 0; w < sizes[0]; ++w) {
    const float* const from = array.values.data() + w * sizes[1] * sizes[2];
    for (std::size_t b = 0; b < bands; ++b) {
      for (std::size_t f = 0; f < frames; ++f) {
        windows.push_back(from[frames_first ? f * sizes[2] + b : b * sizes[2] + f]);
      }
    }
  }
  return windows;
}

/// The output of as many numbers, by its place among Network::outputs().
std::size_t output_of(const nn::Network& network, std::size_t numbers,
                      const std::filesystem::path& path) {
  const auto& outputs = network.outputs();
  std::vector<std::size_t> sizes;
  for (std::size_t k = outputs.size(); k-- > 0;) {
    sizes.push_back(network.nodes()[outputs[k]].shape.size());
    if (sizes.back() == numbers) return k;
  }
  throw std::runtime_error(fmt::format("{}: found {} numbers for each window, expected {}",
                                       path.string(), numbers, fmt::join(sizes, " or ")));
}

}  // namespace

BodyCheck check_body(const Body& body, bool frames_first, const std::filesystem::path& input,
                     const std::filesystem::path& expected) {
  const nn::Network& network = body.network;
  const nn::Buffer windows = windows_of(input, network.input_shape(), frames_first);
  const audio::NpyArray wanted = audio::read_npy(expected, kDimensions);
  BodyCheck check{.windows = windows.size() / network.input_shape().size()};
  if (wanted.values.size() % check.windows != 0) {
    throw std::runtime_error(
        fmt::format("{}: found {} numbers, expected as many for each of {} windows",
                    expected.string(), wanted.values.size(), check.windows));
  }
  check.numbers = wanted.values.size() / check.windows;
  const std::size_t k = output_of(network, check.numbers, expected);
  nn::Inference inference(network, body.parameters, static_cast<int>(check.windows));
  inference(windows, static_cast<int>(check.windows));
  nn::Buffer found(wanted.values.size());
  nn::to_channels_first(inference.output(k), network.nodes()[network.outputs()[k]].shape, found);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double difference = std::abs(double{found[i]} - double{wanted.values[i]});
    // A difference that is none counts as the largest.
    if (!(difference <= check.difference)) check.difference = difference;
    check.magnitude = std::max(check.magnitude, std::abs(double{wanted.values[i]}));
  }
  return check;
}

}  // namespace backbeat::apps
