#include "audio/augment/mix.h"

#include <cassert>
#include <cmath>

#include "audio/augment/level.h"

namespace backbeat::audio {

double mix_clips(std::span<float> samples, std::span<const float> other, double lambda) {
  assert(samples.size() == other.size());
  const double level = root_mean_square(samples);
  const double other_level = root_mean_square(other);
  if (lambda == 1.0 || level == 0.0 || other_level == 0.0) return 1.0;
  const double power = std::hypot(lambda, 1.0 - lambda);
  const auto own_gain = static_cast<float>(lambda / power);
  const auto other_gain = static_cast<float>((1.0 - lambda) / power * level / other_level);
  for (std::size_t n = 0; n < samples.size(); ++n) {
    samples[n] = own_gain * samples[n] + other_gain * other[n];
  }
  return lambda;
}

double draw_lambda(Random& random, const MixOptions& options) {
  return random.chance(options.probability) ? random.uniform() : 1.0;
}

}  // namespace backbeat::audio
