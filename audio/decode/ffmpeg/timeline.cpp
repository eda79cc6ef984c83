#include "audio/decode/ffmpeg/timeline.h"

extern "C" {
#include <libavutil/mathematics.h>
}

#include <algorithm>

namespace backbeat::audio::ffmpeg {
namespace {

// Whether each tick of the clock is a whole number of frames, or each frame of ticks.
bool is_exact(const AVRational& time_base, int sample_rate_hz) {
  const std::int64_t frames_hz = std::int64_t{time_base.num} * sample_rate_hz;
  return frames_hz > 0 && (time_base.den % frames_hz == 0 || frames_hz % time_base.den == 0);
}

}  // namespace

std::optional<Timeline> Timeline::of(const Stream& stream, const AVFrame& first) {
  if (!stream.kind().counts_samples || first.pts == AV_NOPTS_VALUE ||
      !is_exact(stream.time_base(), first.sample_rate)) {
    return std::nullopt;
  }
  return Timeline(stream, first);
}

// Timestamps before 0 are the encoder's delay, which FFmpeg cuts off; in MP4 made of fragments it
// does so since version 7 only, but the duration counts it all the same.
Timeline::Timeline(const Stream& stream, const AVFrame& first)
    : time_base_(stream.time_base()),
      frame_duration_s_{1, first.sample_rate},
      origin_(std::max<std::int64_t>(0, first.pts)),
      first_frame_(frame_at(first.pts)),
      length_(stream.duration()) {
  if (length_) {
    const std::int64_t counted_from =
        stream.duration_counts_delay() ? stream.first_timestamp().value_or(first.pts) : first.pts;
    length_ = av_rescale_q(*length_, time_base_, frame_duration_s_) +
              std::min<std::int64_t>(0, frame_at(counted_from));
  }
  const std::optional<std::int64_t> gapless = stream.gapless_frames();
  if (gapless && length_ && *gapless <= *length_) length_ = gapless;
}

std::int64_t Timeline::frame_at(std::int64_t timestamp) const {
  return av_rescale_q(timestamp - origin_, time_base_, frame_duration_s_);
}

std::int64_t Timeline::timestamp_of(std::int64_t frame) const {
  return origin_ + av_rescale_q(frame, frame_duration_s_, time_base_);
}

}  // namespace backbeat::audio::ffmpeg
