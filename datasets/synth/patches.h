#pragma once

#include <vector>

#include "audio/random.h"
#include "datasets/synth/signal.h"
#include "datasets/synth/tone.h"

namespace backbeat::datasets::synth {

/// A subtractive synthesiser's settings: oscillators, then a swept low-pass, then the amplifier.
struct Patch {
  double saw = 1.0;  ///< levels of the sources
  double pulse = 0.0;
  double sine = 0.0;
  double breath = 0.0;  ///< noise around the pitch, for blown tones
  int oscillators = 1;  ///< copies of saw and pulse, spread over +-detune
  double detune_cents = 0.0;
  double cutoff_harmonics = 8.0;  ///< resting cutoff, in multiples of the pitch
  double sweep_octaves = 0.0;     ///< how far the envelope opens the filter
  double quality = 0.8;
  double vibrato_cents = 0.0;  ///< grows within the first half second
  Adsr adsr;
};

std::vector<float> play_patch(const Patch& patch, const Tone& tone, const Timbre& timbre,
                              double sample_rate_hz, audio::Random& random);

}  // namespace backbeat::datasets::synth
