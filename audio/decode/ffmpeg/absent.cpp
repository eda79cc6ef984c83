// A build without FFmpeg reads none of its formats.
#include "audio/decode/ffmpeg_reader.h"

namespace backbeat::audio {

std::unique_ptr<BlockReader> open_ffmpeg(const std::filesystem::path& /*path*/,
                                         std::string& /*reason*/) {
  return nullptr;
}

std::vector<std::string> ffmpeg_formats() {
  return {};
}

bool is_ffmpeg_extension(std::string_view /*extension*/) {
  return false;
}

}  // namespace backbeat::audio
