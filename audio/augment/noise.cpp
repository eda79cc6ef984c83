#include "audio/augment/noise.h"

#include <cassert>
#include <cmath>

#include "audio/augment/level.h"
#include "audio/augment/tilt.h"

namespace backbeat::audio {
namespace {

constexpr double kPinkSlope_db = -3.010299956639812;  // 10 log10(1/2): half the power an octave up

}  // namespace

std::vector<float> make_noise(std::size_t n_samples, int sample_rate_hz, NoiseColour colour,
                              Random& random) {
  std::vector<float> noise(n_samples);
  for (float& v : noise) v = static_cast<float>(random.uniform(-1.0, 1.0));
  if (colour == NoiseColour::kPink) {
    // The pivot sets the level only, which add_noise() sets anew.
    apply_tilt(noise, sample_rate_hz,
               {.db_per_octave = kPinkSlope_db, .pivot_hz = sample_rate_hz / 20.0});
  }
  return noise;
}

void add_noise(std::span<float> samples, std::span<const float> noise, double snr_db) {
  assert(noise.size() == samples.size());
  const double noise_level = root_mean_square(noise);
  if (noise_level == 0.0) return;
  const auto gain =
      static_cast<float>(root_mean_square(samples) / noise_level * std::pow(10.0, -snr_db / 20.0));
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += gain * noise[n];
}

void random_noise(std::span<float> samples, int sample_rate_hz, Random& random,
                  const NoiseOptions& options) {
  const double snr_db = random.uniform(options.low_snr_db, options.high_snr_db);
  const NoiseColour colour =
      random.chance(options.pink_probability) ? NoiseColour::kPink : NoiseColour::kWhite;
  add_noise(samples, make_noise(samples.size(), sample_rate_hz, colour, random), snr_db);
}

}  // namespace backbeat::audio
