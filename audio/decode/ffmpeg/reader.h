#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "audio/decode/block_reader.h"

namespace backbeat::audio::ffmpeg {

/// open_ffmpeg() of ffmpeg_reader.h.
std::unique_ptr<BlockReader> open_reader(const std::filesystem::path& path,
                                         std::string& sndfile_reason);

}  // namespace backbeat::audio::ffmpeg
