#include "audio/decode/ffmpeg/converter.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/version.h>
}

#include <algorithm>
#include <cstdint>
#include <utility>

// FFmpeg 5.1 replaced bit masks of channels by AVChannelLayout, and 7 removed the masks.
#define BACKBEAT_FFMPEG_HAS_LAYOUTS (LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 24, 100))

namespace backbeat::audio::ffmpeg {
namespace {

// Which speaker a channel is for matters only where the number of channels changes: the usual
// meaning of that number will do.
Resampler make_resampler(const SampleFormat& from, const SampleFormat& to) {
#if BACKBEAT_FFMPEG_HAS_LAYOUTS
  AVChannelLayout in{};
  AVChannelLayout out{};
  av_channel_layout_default(&in, from.channels);
  av_channel_layout_default(&out, to.channels);
  SwrContext* made = nullptr;
  swr_alloc_set_opts2(&made, &out, to.type, to.sample_rate_hz, &in, from.type, from.sample_rate_hz,
                      0, nullptr);
  Resampler resampler(made);
#else
  Resampler resampler(swr_alloc_set_opts(
      nullptr, av_get_default_channel_layout(to.channels), to.type, to.sample_rate_hz,
      av_get_default_channel_layout(from.channels), from.type, from.sample_rate_hz, 0, nullptr));
#endif
  return resampler && swr_init(resampler.get()) == 0 ? std::move(resampler) : nullptr;
}

}  // namespace

SampleFormat format_of(const AVFrame& frame) {
#if BACKBEAT_FFMPEG_HAS_LAYOUTS
  const int channels = frame.ch_layout.nb_channels;
#else
  const int channels = frame.channels;
#endif
  return {.channels = channels,
          .sample_rate_hz = frame.sample_rate,
          .type = static_cast<AVSampleFormat>(frame.format)};
}

Converter::Converter(const SampleFormat& first)
    : to_{.channels = first.channels,
          .sample_rate_hz = first.sample_rate_hz,
          .type = AV_SAMPLE_FMT_FLT} {}

void Converter::convert(const AVFrame& frame, std::vector<float>& samples) {
  samples.clear();
  if (const SampleFormat found = format_of(frame); found != from_) {
    resampler_ = make_resampler(found, to_);
    from_ = found;
  }
  if (!resampler_) return;
  const auto channels = static_cast<std::size_t>(to_.channels);
  const int capacity = std::max(0, swr_get_out_samples(resampler_.get(), frame.nb_samples));
  samples.resize(static_cast<std::size_t>(capacity) * channels);
  auto* out = reinterpret_cast<std::uint8_t*>(samples.data());
  const int frames =
      swr_convert(resampler_.get(), &out, capacity,
                  const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
  samples.resize(static_cast<std::size_t>(std::max(0, frames)) * channels);
}

}  // namespace backbeat::audio::ffmpeg
