#pragma once

#include <string>
#include <string_view>

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

}  // namespace backbeat::audio::ffmpeg
