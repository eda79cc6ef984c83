#pragma once

#include <vector>

#include "datasets/synth/tone.h"

// Struck and blown keys, built from sinusoids.
namespace backbeat::datasets::synth {

std::vector<float> piano(const Tone& tone, const Timbre& timbre, double sample_rate_hz);
std::vector<float> electric_piano(const Tone& tone, const Timbre& timbre, double sample_rate_hz);
std::vector<float> organ(const Tone& tone, const Timbre& timbre, double sample_rate_hz);
std::vector<float> vibraphone(const Tone& tone, const Timbre& timbre, double sample_rate_hz);
std::vector<float> bell(const Tone& tone, const Timbre& timbre, double sample_rate_hz);

}  // namespace backbeat::datasets::synth
