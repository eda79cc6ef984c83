#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "audio/decode/block_reader.h"

// The committed files of tests/golden/audio/formats, and what is heard in them.
namespace backbeat::audio {

inline std::filesystem::path recording(const std::string& name) {
  return std::filesystem::path(BACKBEAT_SOURCE_DIR) / "tests/golden/audio/formats" / name;
}

/// The next `frames` frames, interleaved; fewer at the end.
std::vector<float> read_frames(BlockReader& reader, std::size_t frames);

/// All that is left.
std::vector<float> read_all(BlockReader& reader);

std::vector<float> channel(std::span<const float> interleaved, int channels, int which);

/// Amplitude of the sine of `hz` in `samples`, by correlation over a Hann window.
double level(std::span<const float> samples, double hz, int sample_rate_hz);

/// The largest difference between `part` and `whole` from `first` on.
double largest_difference(std::span<const float> part, std::span<const float> whole,
                          std::size_t first);

}  // namespace backbeat::audio
