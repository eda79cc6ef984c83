#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backbeat::audio {

/// libsndfile's name of a format, shortened: "FLAC, Signed 16 bit PCM".
std::string describe_format(int sndfile_format);

/// Names of what libsndfile reads, but for MPEG audio and headerless bytes.
std::vector<std::string> sndfile_formats();

/// Whether files of one of sndfile_formats() may have this extension: in small letters, with its
/// dot.
bool is_sndfile_extension(std::string_view extension);

}  // namespace backbeat::audio
