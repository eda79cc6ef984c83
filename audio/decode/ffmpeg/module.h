#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audio/decode/block_reader.h"

// All of ours that calls FFmpeg is a library of its own, which ffmpeg_loader.cpp opens when a file
// needs it: FFmpeg's libraries and what they need in turn are more than a hundred, and loading them
// takes longer than classifying a clip.
namespace backbeat::audio::ffmpeg {

/// The functions of ffmpeg_reader.h.
struct Module {
  std::unique_ptr<BlockReader> (*open)(const std::filesystem::path& path,
                                       const std::string& sndfile_reason);
  std::vector<std::string> (*formats)();
  bool (*is_extension)(std::string_view extension);
};

/// The one symbol that the library shows.
inline constexpr const char* kModuleSymbol = "backbeat_ffmpeg_module";

}  // namespace backbeat::audio::ffmpeg
