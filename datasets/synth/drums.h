#pragma once

#include <vector>

#include "audio/random.h"
#include "datasets/synth/tone.h"

// The drum kit. Skins are decaying sinusoids, wires and cymbals are filtered noise.
namespace backbeat::datasets::synth {

enum class Drum { kKick, kSnare, kRim, kClap, kClosedHat, kOpenHat, kRide, kShaker, kBrush, kTom };

std::vector<float> strike(Drum drum, double velocity, const Timbre& timbre, double sample_rate_hz,
                          audio::Random& random);

}  // namespace backbeat::datasets::synth
