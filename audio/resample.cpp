#include "audio/resample.h"

#include <cstdint>
#include <soxr.h>
#include <stdexcept>

#include <fmt/format.h>

namespace backbeat::audio {

std::vector<float> resample(std::span<const float> samples, int from_hz, int to_hz) {
  if (from_hz < 1 || to_hz < 1) {
    throw std::invalid_argument(
        fmt::format("resample: found {} Hz to {} Hz, expected two positive rates", from_hz, to_hz));
  }
  if (from_hz == to_hz || samples.empty()) return {samples.begin(), samples.end()};

  const auto from = static_cast<std::uint64_t>(from_hz);
  const auto to = static_cast<std::uint64_t>(to_hz);
  std::vector<float> resampled((samples.size() * to + from - 1) / from);
  const soxr_io_spec_t float_io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t one_thread = soxr_runtime_spec(1);
  // What soxr does not fill, at most the last sample, stays 0.
  const soxr_error_t error =
      soxr_oneshot(from_hz, to_hz, 1, samples.data(), samples.size(), nullptr, resampled.data(),
                   resampled.size(), nullptr, &float_io, &quality, &one_thread);
  if (error != nullptr) {
    throw std::runtime_error(
        fmt::format("resample: found \"{}\" from {} Hz to {} Hz, expected success",
                    soxr_strerror(error), from_hz, to_hz));
  }
  return resampled;
}

}  // namespace backbeat::audio
