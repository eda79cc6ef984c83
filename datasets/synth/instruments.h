#pragma once

#include <vector>

#include "audio/random.h"

// The instruments: a note in, its samples out. Levels are only roughly equal; the mix evens them.
namespace backbeat::datasets::synth {

enum class Drum { kKick, kSnare, kRim, kClap, kClosedHat, kOpenHat, kRide, kShaker, kBrush, kTom };

enum class Instrument {
  kSynthBass,
  kSubBass,
  kReeseBass,
  kPickedBass,
  kUprightBass,
  kPiano,
  kElectricPiano,
  kOrgan,
  kVibraphone,
  kBell,
  kNylonGuitar,
  kSteelGuitar,
  kDistortedGuitar,
  kPad,
  kSynthLead,
  kAccordion,
  kViolin,
  kSaxophone,
  kFlute
};

/// Knobs drawn once a clip and player, each in [0, 1].
struct Timbre {
  double brightness = 0.5;
  double decay = 0.5;
  double colour = 0.5;

  static Timbre draw(audio::Random& random);
};

struct Tone {
  double frequency_hz = 440.0;
  double duration_s = 1.0;  ///< until the key is let go
  double velocity = 0.8;    ///< (0, 1]
};

/// Samples from the onset until the sound has died away: longer than the tone's duration.
std::vector<float> play(Instrument instrument, const Tone& tone, const Timbre& timbre,
                        double sample_rate_hz, audio::Random& random);

std::vector<float> strike(Drum drum, double velocity, const Timbre& timbre, double sample_rate_hz,
                          audio::Random& random);

/// Whether the player's whole track goes through an overdriven amplifier.
bool is_overdriven(Instrument instrument);

}  // namespace backbeat::datasets::synth
