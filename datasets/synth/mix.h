#pragma once

#include <array>
#include <vector>

#include "audio/random.h"

namespace backbeat::datasets::synth {

/// The players' tracks, one after another: drums, bass, chords, lead. All of one length.
using Tracks = std::array<std::vector<float>, 4>;

/// Tracks to a finished clip. Balance, room, equaliser, bandwidth, noise and level are drawn from
/// the same distributions whatever the style: none of them may tell it. Peaks stay within 1.
std::vector<float> mix_down(Tracks tracks, double sample_rate_hz, audio::Random random);

}  // namespace backbeat::datasets::synth
