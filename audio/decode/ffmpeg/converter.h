#pragma once

#include <vector>

#include "audio/decode/ffmpeg/handles.h"

namespace backbeat::audio::ffmpeg {

/// How the samples of a frame are laid out.
struct SampleFormat {
  int channels = 0;
  int sample_rate_hz = 0;
  AVSampleFormat type = AV_SAMPLE_FMT_NONE;

  bool operator==(const SampleFormat&) const = default;
};

SampleFormat format_of(const AVFrame& frame);

/// Decoded frames of any format to interleaved float of one rate and channel count.
class Converter {
 public:
  /// The rate and channels of `first` are those of all that comes out: frames that differ are
  /// resampled and mixed.
  explicit Converter(const SampleFormat& first);

  /// Replaces `samples` by those of `frame`; by nothing where libswresample can not convert it.
  void convert(const AVFrame& frame, std::vector<float>& samples);

 private:
  SampleFormat to_;
  SampleFormat from_;  // what resampler_ takes
  Resampler resampler_;
};

}  // namespace backbeat::audio::ffmpeg
