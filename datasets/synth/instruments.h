#pragma once

#include <vector>

#include "audio/random.h"
#include "datasets/synth/tone.h"

// The instruments: a note in, its samples out. Levels are only roughly equal; the mix evens them.
namespace backbeat::datasets::synth {

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

/// Samples from the onset until the sound has died away: longer than the tone's duration.
std::vector<float> play(Instrument instrument, const Tone& tone, const Timbre& timbre,
                        double sample_rate_hz, audio::Random& random);

/// Whether the player's whole track goes through an overdriven amplifier.
bool is_overdriven(Instrument instrument);

}  // namespace backbeat::datasets::synth
