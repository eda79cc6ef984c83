#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "audio/decode/block_reader.h"
#include "audio/decode/sndfile_formats.h"

namespace backbeat::audio {

/// Everything libsndfile reads but MPEG audio, which is left to open_mp3(). Gives nothing, and the
/// `reason` for people, where libsndfile does not know the file. Throws DecodeError where the file
/// can not be opened.
std::unique_ptr<BlockReader> open_sndfile(const std::filesystem::path& path, std::string& reason);

}  // namespace backbeat::audio
