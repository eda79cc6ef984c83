#pragma once

#include <span>
#include <vector>

namespace backbeat::audio {

/// What resample() does, as it is stored in model files.
inline constexpr const char* kResamplerName = "soxr_hq";

/// Resamples with libsoxr's HQ recipe: the numbers of librosa.resample(res_type="soxr_hq").
/// Gives ceil(n * to_hz / from_hz) samples; a copy where the rates are equal.
std::vector<float> resample(std::span<const float> samples, int from_hz, int to_hz);

}  // namespace backbeat::audio
