#include "audio/degrade/low_pass.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace backbeat::audio {
namespace {

constexpr double kAttenuation_db = 75.0;
constexpr double kPassShare = 0.9;    // of the edge
constexpr std::size_t kBlock = 4096;  // of outputs: they stay in the cache over all taps

double sinc(double x) {
  return x == 0.0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

// The 2 M + 1 taps, which are symmetric.
std::vector<float> low_pass_taps(double edge) {  // of the sample rate
  const double cutoff = 0.5 * (1.0 + kPassShare) * edge;
  const double transition = 2.0 * std::numbers::pi * (1.0 - kPassShare) * edge;
  const int half = static_cast<int>(std::ceil((kAttenuation_db - 8.0) / (2.285 * transition) / 2));
  const double beta = 0.1102 * (kAttenuation_db - 8.7);
  std::vector<double> taps;
  double sum = 0.0;
  for (int k = -half; k <= half; ++k) {
    const double share = static_cast<double>(k) / half;
    const double window = std::cyl_bessel_i(0.0, beta * std::sqrt(1.0 - share * share));
    taps.push_back(sinc(2.0 * cutoff * k) * window);
    sum += taps.back();
  }
  std::vector<float> scaled;
  for (const double tap : taps) scaled.push_back(static_cast<float>(tap / sum));
  return scaled;
}

}  // namespace

std::vector<float> low_pass(std::span<const float> samples, int sample_rate_hz, double edge_hz) {
  if (edge_hz >= 0.5 * sample_rate_hz) return {samples.begin(), samples.end()};
  const std::vector<float> taps = low_pass_taps(edge_hz / sample_rate_hz);
  const std::size_t half = taps.size() / 2;
  std::vector<float> padded(samples.size() + 2 * half);
  std::copy(samples.begin(), samples.end(), padded.begin() + static_cast<std::ptrdiff_t>(half));

  std::vector<float> filtered(samples.size());
  for (std::size_t begin = 0; begin < filtered.size(); begin += kBlock) {
    const std::size_t end = std::min(begin + kBlock, filtered.size());
    for (std::size_t k = 0; k < taps.size(); ++k) {
      const float* const from = padded.data() + k;
      float* const to = filtered.data();
      for (std::size_t n = begin; n < end; ++n) to[n] += taps[k] * from[n];
    }
  }
  return filtered;
}

}  // namespace backbeat::audio
