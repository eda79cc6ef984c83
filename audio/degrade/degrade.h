#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/degrade/degradation.h"

namespace backbeat::audio {

/// A mono recording after `degradations`, each applied to what the one before left: as many samples
/// at the same rate, and in their place, as every filter and codec here has its delay taken out. A
/// codec works at codec_rate_hz() and is resampled back. `seed` decides the noise. In memory as a
/// whole. Throws std::runtime_error where libsndfile can not encode.
std::vector<float> degrade(std::span<const float> samples, int sample_rate_hz,
                           const Degradations& degradations, std::uint64_t seed);

/// Throws std::runtime_error where this libsndfile lacks an encoder that `degradations` need.
void require_encoders(const Degradations& degradations);

}  // namespace backbeat::audio
