#pragma once

#include <cmath>
#include <span>

namespace backbeat::audio {

/// How loud `samples` are: sqrt(sum x^2 / n). 0 for none.
inline double root_mean_square(std::span<const float> samples) {
  double sum = 0.0;
  for (const float x : samples) sum += static_cast<double>(x) * static_cast<double>(x);
  return samples.empty() ? 0.0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

}  // namespace backbeat::audio
