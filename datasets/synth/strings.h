#pragma once

#include <vector>

#include "audio/random.h"
#include "datasets/synth/tone.h"

namespace backbeat::datasets::synth {

/// What tells one plucked string from another, before the clip's timbre bends it.
struct PluckedString {
  double damping = 0.3;        ///< (0, 0.5]: how much faster high partials die
  double t60_s = 3.0;          ///< fall of the fundamental by 60 dB
  double pick_hz = 4000.0;     ///< how hard the pick is: bandwidth of its noise burst
  double pick_position = 0.2;  ///< of the string's length; partials with a node there are weak
};

/// Karplus-Strong string (Karplus and Strong 1983; fractional tuning by Jaffe and Smith 1983).
std::vector<float> pluck(const PluckedString& string, const Tone& tone, const Timbre& timbre,
                         double sample_rate_hz, audio::Random& random);

}  // namespace backbeat::datasets::synth
