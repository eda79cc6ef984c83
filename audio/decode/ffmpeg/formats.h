#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backbeat::audio::ffmpeg {

/// A kind of file that FFmpeg is let near.
struct FileKind {
  std::string_view demuxer;  ///< FFmpeg's name of its parser
  std::string_view label;    ///< for people
  bool counts_samples;       ///< its lengths and timestamps are exact to the sample
  bool sndfile_reads;        ///< libsndfile reads it too, and knows better what is wrong with it
};

/// The kind of file that a demuxer of FFmpeg parses; null where it is none of ours. Play lists,
/// images, subtitles and streaming protocols are not.
const FileKind* find_kind(std::string_view demuxer);

/// FFmpeg's name of a codec, shortened: "Windows Media Audio 2", "AAC".
std::string codec_name(int codec_id);

/// ffmpeg_formats() and is_ffmpeg_extension() of ffmpeg_reader.h.
std::vector<std::string> format_names();
bool is_format_extension(std::string_view extension);

}  // namespace backbeat::audio::ffmpeg
