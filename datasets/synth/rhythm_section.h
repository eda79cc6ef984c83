#pragma once

#include <vector>

#include "datasets/synth/session.h"

// Drums, bass and chords: the players who follow patterns.
namespace backbeat::datasets::synth {

std::vector<Hit> play_drums(const Session& session, audio::Random random);
std::vector<Note> play_bass(const Session& session, audio::Random random);
std::vector<Note> play_chords(const Session& session, audio::Random random);

}  // namespace backbeat::datasets::synth
