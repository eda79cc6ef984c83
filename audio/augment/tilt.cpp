#include "audio/augment/tilt.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace backbeat::audio {
namespace {

constexpr double kHighestShelf = 0.35;  // of the sample rate
constexpr double kLowestShelf_hz = 20.0;
constexpr double kShelfRatio = 4.0;                        // r
constexpr double kFirstOrderSlope_db = 6.020599913279624;  // 20 log10(2), an octave

/// y_n = x_n - zero x_(n-1) + pole y_(n-1), by the transposed direct form with one state.
struct Shelf {
  float zero, pole;
  float state = 0.0F;

  float operator()(float x) {
    const float y = x + state;
    state = pole * y - zero * x;
    return y;
  }
};

/// (1 - exp(-2 pi f_z / rate) q) / (1 - exp(-2 pi f_p / rate) q), q one sample's delay.
Shelf make_shelf(double zero_hz, double pole_hz, int sample_rate_hz) {
  const double radians = -2.0 * std::numbers::pi / sample_rate_hz;
  return {.zero = static_cast<float>(std::exp(radians * zero_hz)),
          .pole = static_cast<float>(std::exp(radians * pole_hz))};
}

double gain_at(const std::vector<Shelf>& shelves, double hz, int sample_rate_hz) {
  const std::complex<double> delay = std::polar(1.0, -2.0 * std::numbers::pi * hz / sample_rate_hz);
  double gain = 1.0;
  for (const Shelf& s : shelves) {
    gain *= std::abs((1.0 - static_cast<double>(s.zero) * delay) /
                     (1.0 - static_cast<double>(s.pole) * delay));
  }
  return gain;
}

void require_tilt(const Tilt& tilt, int sample_rate_hz) {
  if (!(std::abs(tilt.db_per_octave) <= kMaxTilt_db_per_octave)) {
    throw std::invalid_argument(fmt::format("tilt: found {} dB an octave, expected -{} to {}",
                                            tilt.db_per_octave, kMaxTilt_db_per_octave,
                                            kMaxTilt_db_per_octave));
  }
  if (!(tilt.pivot_hz > 0.0 && tilt.pivot_hz < sample_rate_hz / 2.0)) {
    throw std::invalid_argument(
        fmt::format("tilt: found a pivot of {} Hz, expected more than 0, less than {}",
                    tilt.pivot_hz, sample_rate_hz / 2.0));
  }
}

}  // namespace

void apply_tilt(std::span<float> samples, int sample_rate_hz, const Tilt& tilt) {
  require_tilt(tilt, sample_rate_hz);
  if (tilt.db_per_octave == 0.0) return;
  const double spread = std::pow(kShelfRatio, tilt.db_per_octave / kFirstOrderSlope_db / 2.0);
  std::vector<Shelf> shelves;
  double centre_hz = kHighestShelf * sample_rate_hz;
  while (centre_hz > kLowestShelf_hz) {
    shelves.push_back(make_shelf(centre_hz / spread, centre_hz * spread, sample_rate_hz));
    centre_hz /= kShelfRatio;
  }
  const auto level = static_cast<float>(1.0 / gain_at(shelves, tilt.pivot_hz, sample_rate_hz));
  for (float& x : samples) {
    float y = level * x;
    for (Shelf& shelf : shelves) y = shelf(y);
    x = y;
  }
}

void random_tilt(std::span<float> samples, int sample_rate_hz, Random& random,
                 const TiltOptions& options) {
  const double slope = random.uniform(options.low_db_per_octave, options.high_db_per_octave);
  const double pivot_hz = std::min(options.pivot_hz, sample_rate_hz / 4.0);
  apply_tilt(samples, sample_rate_hz, {.db_per_octave = slope, .pivot_hz = pivot_hz});
}

}  // namespace backbeat::audio
