#pragma once

// All of ours that calls FFmpeg is a library of its own, which loader.cpp opens when a file needs
// it: FFmpeg's libraries and what they need in turn are more than a hundred, and loading them takes
// longer than classifying a clip.
namespace backbeat::audio::ffmpeg {

/// The one symbol that the library shows: a Reader, the functions of ffmpeg_reader.h.
inline constexpr const char* kModuleSymbol = "backbeat_ffmpeg_module";

}  // namespace backbeat::audio::ffmpeg
