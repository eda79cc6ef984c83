#pragma once

#include <filesystem>
#include <memory>

#include "audio/decode/block_reader.h"

namespace backbeat::audio {

/// MPEG audio (MP3 and MP2) by libmpg123, read to its end: libsndfile stops where it
/// guesses the end from the first frame's bit rate, which cuts files of varying bit rate short.
/// Tags and junk before the first frame are skipped; the encoder's delay and padding are removed.
/// Gives nothing where the file holds no MPEG audio.
std::unique_ptr<BlockReader> open_mp3(const std::filesystem::path& path);

}  // namespace backbeat::audio
