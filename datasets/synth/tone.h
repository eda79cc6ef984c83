#pragma once

#include "audio/random.h"

namespace backbeat::datasets::synth {

/// Knobs drawn once per clip and player, each in [0, 1].
struct Timbre {
  double brightness = 0.5;
  double decay = 0.5;
  double colour = 0.5;

  static Timbre draw(audio::Random& random) {
    return {.brightness = random.uniform(), .decay = random.uniform(), .colour = random.uniform()};
  }
};

struct Tone {
  double frequency_hz = 440.0;
  double duration_s = 1.0;  ///< until the key is let go
  double velocity = 0.8;    ///< (0, 1]
};

}  // namespace backbeat::datasets::synth
