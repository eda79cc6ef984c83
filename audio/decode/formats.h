#pragma once

#include <string>

namespace backbeat::audio {

/// libsndfile's name of a format, shortened: "FLAC, Signed 16 bit PCM".
std::string describe_format(int sndfile_format);

}  // namespace backbeat::audio
