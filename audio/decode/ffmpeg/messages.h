#pragma once

#include <string>

namespace backbeat::audio::ffmpeg {

/// Makes FFmpeg print nothing and allocate no block that only a damaged header asks for, in the
/// whole process.
void set_up();

/// Forgets what FFmpeg has said on this thread.
void clear_message();

/// The first error that FFmpeg has reported on this thread since clear_message(), for example
/// "moov atom not found"; where there is none, what its error number `code` stands for.
std::string explain(int code);

}  // namespace backbeat::audio::ffmpeg
