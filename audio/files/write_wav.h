#pragma once

#include <filesystem>

#include "audio/mono.h"

namespace backbeat::audio {

/// Writes 16-bit PCM WAV, samples clipped to [-1, 1], without waiting for the disk (Sync::kNo).
/// Throws std::runtime_error naming the path.
void write_wav(const std::filesystem::path& path, const Mono& audio);

}  // namespace backbeat::audio
