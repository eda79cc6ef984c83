#pragma once

#include <cstdint>
#include <optional>

#include "audio/decode/ffmpeg/stream.h"

namespace backbeat::audio::ffmpeg {

/// Which frame of the recording a timestamp of FFmpeg's stands for. Frame 0 is the first one after
/// the encoder's delay.
class Timeline {
 public:
  /// `first` is the first frame that `stream` gave. Nothing where the timestamps of this kind of
  /// file are rounded, to milliseconds for example.
  static std::optional<Timeline> of(const Stream& stream, const AVFrame& first);

  std::int64_t frame_at(std::int64_t timestamp) const;
  std::int64_t timestamp_of(std::int64_t frame) const;

  /// Number of the first frame that was given: negative where the encoder's delay is still on it.
  std::int64_t first_frame() const { return first_frame_; }
  /// Frames without the encoder's padding; nothing where the file does not say.
  std::optional<std::int64_t> length() const { return length_; }

 private:
  Timeline(const Stream& stream, const AVFrame& first);

  AVRational time_base_;
  AVRational frame_duration_s_;
  std::int64_t origin_;  // timestamp of frame 0
  std::int64_t first_frame_;
  std::optional<std::int64_t> length_;
};

}  // namespace backbeat::audio::ffmpeg
