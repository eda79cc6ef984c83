#include "audio/decode/ffmpeg/reader.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "audio/decode/decode_error.h"
#include "audio/decode/ffmpeg/converter.h"
#include "audio/decode/ffmpeg/messages.h"
#include "audio/decode/ffmpeg/stream.h"
#include "audio/decode/ffmpeg/timeline.h"

namespace backbeat::audio::ffmpeg {
namespace {

// Decoded before the frame that is wanted, for what decoders remember: the overlap of transforms,
// and spectral band replication, which begins with a header that comes about twice a second.
constexpr std::int64_t kPreroll_s = 1;

// "AAC (MP4)", but "WavPack" and not "WavPack (WavPack)".
std::string describe(const Stream& stream) {
  std::string codec = codec_name(stream.codec());
  const std::string_view label = stream.kind().label;
  return codec.starts_with(label) ? codec : fmt::format("{} ({})", codec, label);
}

class FfmpegReader : public BlockReader {
 public:
  FfmpegReader(std::filesystem::path path, std::unique_ptr<Stream> stream, const AVFrame& first)
      : path_(std::move(path)),
        stream_(std::move(stream)),
        converter_(format_of(first)),
        timeline_(Timeline::of(*stream_, first)) {
    const SampleFormat format = format_of(first);
    info_ = {.channels = format.channels,
             .sample_rate_hz = format.sample_rate_hz,
             .promised_frames = {},
             .format = describe(*stream_)};
    if (timeline_) info_.promised_frames = timeline_->length();
    take(first, timeline_ ? timeline_->first_frame() : 0);
  }

  const StreamInfo& info() const override { return info_; }

  std::size_t read(std::span<float> block) override {
    if (pending_.empty() && !decode_more()) return 0;
    const auto channels = static_cast<std::size_t>(info_.channels);
    const std::size_t frames = std::min(block.size(), pending_.size()) / channels;
    std::copy_n(pending_.begin(), frames * channels, block.begin());
    drop(static_cast<std::int64_t>(frames));
    return frames;
  }

  bool seek(std::int64_t frame) override {
    if (!timeline_ || (timeline_->length() && frame >= *timeline_->length())) return false;
    const std::int64_t before = position_;
    if (go_before(frame) && drop_until(frame)) return true;
    rewind();
    drop_until(before);
    return false;
  }

 private:
  // Makes the samples of `decoded` the pending ones, `position` being the number of its first
  // frame, but for the encoder's delay and padding.
  void take(const AVFrame& decoded, std::int64_t position) {
    converter_.convert(decoded, samples_);
    pending_ = samples_;
    position_ = position;
    if (position_ < 0) drop(std::min(-position_, pending_frames()));
    if (info_.promised_frames) {
      const std::int64_t left = std::max<std::int64_t>(0, *info_.promised_frames - position_);
      pending_ = pending_.first(
          static_cast<std::size_t>(std::min(left, pending_frames()) * info_.channels));
    }
  }

  // False at the end.
  bool decode_more() {
    while (const AVFrame* decoded = stream_->next_frame()) {
      take(*decoded, position_);
      if (!pending_.empty()) return true;
    }
    return false;
  }

  std::int64_t pending_frames() const {
    return static_cast<std::int64_t>(pending_.size()) / info_.channels;
  }

  void drop(std::int64_t frames) {
    pending_ = pending_.subspan(static_cast<std::size_t>(frames * info_.channels));
    position_ += frames;
  }

  // False where the audio ends before `frame`.
  bool drop_until(std::int64_t frame) {
    while (position_ < frame && (!pending_.empty() || decode_more())) {
      drop(std::min(pending_frames(), frame - position_));
    }
    return position_ == frame;
  }

  // Makes a frame at or before `frame` the next one. Only where there is a timeline_.
  bool go_before(std::int64_t frame) {
    const std::int64_t target = frame - kPreroll_s * info_.sample_rate_hz;
    if (target <= 0) {
      rewind();
      return true;
    }
    if (!stream_->seek(timeline_->timestamp_of(target))) return false;
    const AVFrame* const decoded = stream_->next_frame();
    if (decoded == nullptr || decoded->pts == AV_NOPTS_VALUE) return false;
    take(*decoded, timeline_->frame_at(decoded->pts));
    return position_ <= frame;
  }

  // Decoding begins anew: not every decoder gives the same bits after a seek to the start.
  void rewind() {
    stream_ = Stream::open(path_, {});
    pending_ = {};
    position_ = timeline_->first_frame();
  }

  const std::filesystem::path path_;
  std::unique_ptr<Stream> stream_;
  Converter converter_;
  std::optional<Timeline> timeline_;
  StreamInfo info_;
  std::vector<float> samples_;      // the last frame decoded
  std::span<const float> pending_;  // of samples_: what is still to be read
  std::int64_t position_ = 0;       // number of the first pending frame
};

}  // namespace

std::unique_ptr<BlockReader> open_reader(const std::filesystem::path& path,
                                         std::string& sndfile_reason) {
  std::unique_ptr<Stream> stream = Stream::open(path, sndfile_reason);
  if (!stream) return nullptr;
  const AVFrame* const first = stream->next_frame();
  if (first == nullptr) {
    throw DecodeError(fmt::format("{}: {}: found no frame that can be decoded ({}), expected audio",
                                  path.string(), describe(*stream), explain(AVERROR_INVALIDDATA)));
  }
  return std::make_unique<FfmpegReader>(path, std::move(stream), *first);
}

}  // namespace backbeat::audio::ffmpeg
