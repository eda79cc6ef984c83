#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audio/decode/block_reader.h"

namespace backbeat::audio {

/// MPEG audio (MP3 and MP2) by libmpg123, read to its end: libsndfile stops where it
/// guesses the end from the first frame's bit rate, which cuts files of varying bit rate short.
/// Tags and junk before the first frame are skipped; the encoder's delay and padding are removed.
/// Gives nothing, and leaves the `reason` to others, where the file holds no MPEG audio.
std::unique_ptr<BlockReader> open_mp3(const std::filesystem::path& path, std::string& reason);

/// {"MP3"}.
std::vector<std::string> mp3_formats();

/// Whether MPEG audio may have this extension: in small letters, with its dot.
bool is_mp3_extension(std::string_view extension);

}  // namespace backbeat::audio
