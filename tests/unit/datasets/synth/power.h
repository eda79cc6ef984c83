#pragma once

#include <cmath>
#include <numbers>
#include <span>
#include <vector>

namespace backbeat::datasets::synth {

/// Under the square of a half sine.
inline std::vector<double> hann(std::span<const float> samples) {
  std::vector<double> windowed;
  const double step = std::numbers::pi / static_cast<double>(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    windowed.push_back(std::pow(std::sin(step * static_cast<double>(i)), 2) * samples[i]);
  }
  return windowed;
}

/// Power at one frequency, by Goertzel's recurrence.
inline double power_at(const std::vector<double>& windowed, double frequency_hz,
                       double sample_rate_hz) {
  const double coefficient = 2.0 * std::cos(2.0 * std::numbers::pi * frequency_hz / sample_rate_hz);
  double s1 = 0.0;
  double s2 = 0.0;
  for (const double x : windowed) {
    const double s0 = x + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
}

}  // namespace backbeat::datasets::synth
