#pragma once

#include <vector>

#include "datasets/synth/session.h"

// The soloist: short motifs, repeated and bent to the harmony, with a breath at the phrase's end.
namespace backbeat::datasets::synth {

std::vector<Note> play_melody(const Session& session, audio::Random random);

}  // namespace backbeat::datasets::synth
