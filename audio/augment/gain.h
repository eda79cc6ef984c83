#pragma once

#include <span>

#include "audio/random.h"

// Augmentations that change a waveform's size and sign only.
namespace backbeat::audio {

struct GainOptions {
  double low_db = -6.0;
  double high_db = 6.0;
};

/// x <- 10^(gain_db / 20) x. Not clipped: samples may leave [-1, 1].
void apply_gain(std::span<float> samples, double gain_db);

/// apply_gain() by a gain drawn uniformly from the range.
void random_gain(std::span<float> samples, Random& random, const GainOptions& options);

struct PolarityOptions {
  double probability = 0.5;
};

/// x <- -x with the given probability. Alone it leaves every |STFT| as it is; it matters where
/// clips are mixed afterwards.
void random_polarity(std::span<float> samples, Random& random, const PolarityOptions& options);

}  // namespace backbeat::audio
