#pragma once

#include <span>

#include "audio/random.h"

namespace backbeat::audio {

/// How far bass and treble are turned up or down.
struct EqualizerOptions {
  double spread_db = 8.0;  ///< standard deviation of the gain at either end
};

/// Adds to all frames of a log-mel window, (n_mels, n_frames) row-major in dB, a gain that runs in
/// a straight line from the lowest mel band to the highest: both ends are drawn, independently,
/// from a normal distribution around 0 dB. So level and tone change together, as from one mastering
/// to the next, and more widely than random_gain() and random_tilt() do; and it needs no waveform.
/// No value falls below `floor_db`, the front end's smallest.
void random_equalizer(std::span<float> window, int n_mels, double floor_db, Random& random,
                      const EqualizerOptions& options);

}  // namespace backbeat::audio
