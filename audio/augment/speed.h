#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "audio/random.h"

// Speed as on a tape machine: pitch and tempo change together.
namespace backbeat::audio {

struct SpeedOptions {
  double low = 0.9;  ///< factors: 1.1 is a tenth faster, and 1.65 semitones higher
  double high = 1.1;
};

/// Samples that n samples become at `factor`: ceil(n / factor).
std::size_t length_at_speed(std::size_t n_samples, double factor);

/// y(t) = x(factor t), resampled by libsoxr's HQ recipe (its ratio of rates may be any number):
/// every frequency is multiplied by `factor`, and the length is length_at_speed(). A copy at 1.
/// Throws std::invalid_argument on a factor outside [0.25, 4].
std::vector<float> change_speed(std::span<const float> samples, double factor);

/// A factor from the range: its logarithm is uniform, so that up and down are equally likely.
double draw_speed(Random& random, const SpeedOptions& options);

}  // namespace backbeat::audio
