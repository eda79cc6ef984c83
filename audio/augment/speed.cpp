#include "audio/augment/speed.h"

#include <cmath>
#include <soxr.h>
#include <stdexcept>

#include <fmt/format.h>

namespace backbeat::audio {
namespace {

constexpr double kSlowest = 0.25;
constexpr double kFastest = 4.0;

}  // namespace

std::size_t length_at_speed(std::size_t n_samples, double factor) {
  return static_cast<std::size_t>(std::ceil(static_cast<double>(n_samples) / factor));
}

std::vector<float> change_speed(std::span<const float> samples, double factor) {
  if (!(factor >= kSlowest && factor <= kFastest)) {
    throw std::invalid_argument(
        fmt::format("speed: found factor {}, expected {} to {}", factor, kSlowest, kFastest));
  }
  if (factor == 1.0 || samples.empty()) return {samples.begin(), samples.end()};
  std::vector<float> changed(length_at_speed(samples.size(), factor));
  const soxr_io_spec_t float_io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t one_thread = soxr_runtime_spec(1);
  // What soxr does not fill, at most the last sample, stays 0.
  const soxr_error_t error =
      soxr_oneshot(factor, 1.0, 1, samples.data(), samples.size(), nullptr, changed.data(),
                   changed.size(), nullptr, &float_io, &quality, &one_thread);
  if (error != nullptr) {
    throw std::runtime_error(fmt::format("speed: found \"{}\" at factor {}, expected success",
                                         soxr_strerror(error), factor));
  }
  return changed;
}

double draw_speed(Random& random, const SpeedOptions& options) {
  return options.low * std::pow(options.high / options.low, random.uniform());
}

}  // namespace backbeat::audio
