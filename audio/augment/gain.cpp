#include "audio/augment/gain.h"

#include <cmath>

namespace backbeat::audio {

void apply_gain(std::span<float> samples, double gain_db) {
  const auto factor = static_cast<float>(std::pow(10.0, gain_db / 20.0));
  for (float& x : samples) x *= factor;
}

void random_gain(std::span<float> samples, Random& random, const GainOptions& options) {
  apply_gain(samples, random.uniform(options.low_db, options.high_db));
}

void random_polarity(std::span<float> samples, Random& random, const PolarityOptions& options) {
  if (!random.chance(options.probability)) return;
  for (float& x : samples) x = -x;
}

}  // namespace backbeat::audio
