#pragma once

#include <algorithm>
#include <span>

namespace backbeat::audio {

/// x <- max(x + gain_db, floor_db): a gain on values of a log-mel window, in dB, none of which
/// falls below `floor_db`, the front end's smallest.
inline void apply_log_mel_gain(std::span<float> values, double gain_db, double floor_db) {
  const auto gain = static_cast<float>(gain_db);
  const auto floor = static_cast<float>(floor_db);
  for (float& x : values) x = std::max(x + gain, floor);
}

}  // namespace backbeat::audio
