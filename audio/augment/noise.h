#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "audio/random.h"

namespace backbeat::audio {

enum class NoiseColour {
  kWhite,  ///< equal power a hertz
  kPink,   ///< equal power an octave: 1/f
};

struct NoiseOptions {
  double low_snr_db = 20.0;  ///< loudest noise
  double high_snr_db = 50.0;
  double pink_probability = 0.5;
};

/// Independent samples, uniform in [-1, 1); pink is white tilted by -3.01 dB an octave, see
/// apply_tilt().
std::vector<float> make_noise(std::size_t n_samples, int sample_rate_hz, NoiseColour colour,
                              Random& random);

/// x <- x + g v with v the noise and g = rms(x) / rms(v) 10^(-snr_db / 20): the ratio of the two
/// root mean squares is exactly the one asked for. Silence stays silence. `noise` has the length of
/// `samples`.
void add_noise(std::span<float> samples, std::span<const float> noise, double snr_db);

/// add_noise() with colour and ratio drawn, the ratio uniformly in dB from the range.
void random_noise(std::span<float> samples, int sample_rate_hz, Random& random,
                  const NoiseOptions& options);

}  // namespace backbeat::audio
