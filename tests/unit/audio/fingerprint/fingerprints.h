#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "audio/features/log_mel.h"
#include "audio/fingerprint/fingerprint.h"
#include "audio/random.h"

// Sounds to take fingerprints of.
namespace backbeat::audio {

inline constexpr int kRate_hz = 22050;

/// White noise.
inline std::vector<float> noise(std::uint64_t seed, double seconds) {
  Random random{seed};
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate_hz));
  for (float& sample : samples) sample = static_cast<float>(0.1 * random.normal());
  return samples;
}

/// Notes of random pitch and length, each with its harmonics: something that changes like music.
inline std::vector<float> melody(std::uint64_t seed, double seconds) {
  Random random{seed};
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate_hz));
  std::size_t end = 0;
  double hz = 0.0;
  for (std::size_t n = 0, begin = 0; n < samples.size(); ++n) {
    if (n == end) {
      hz = 110.0 * std::exp2(random.uniform(0.0, 3.0));
      begin = n;
      end += static_cast<std::size_t>(random.uniform(0.1, 0.5) * kRate_hz);
    }
    const double t = static_cast<double>(n - begin) / kRate_hz;
    for (int harmonic = 1; harmonic <= 12; ++harmonic) {
      samples[n] += static_cast<float>(0.1 / harmonic * std::exp(-3.0 * t) *
                                       std::sin(2.0 * std::numbers::pi * harmonic * hz * t));
    }
    samples[n] += static_cast<float>(0.001 * random.normal());
  }
  return samples;
}

inline Fingerprint of(const std::vector<float>& samples, const FeatureSettings& settings = {}) {
  return fingerprint(LogMel(settings)(samples), settings);
}

/// `seconds` of it from sample `begin` on.
inline std::vector<float> part(const std::vector<float>& samples, std::size_t begin,
                               double seconds) {
  const auto first = samples.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, first + static_cast<std::ptrdiff_t>(seconds * kRate_hz)};
}

}  // namespace backbeat::audio
