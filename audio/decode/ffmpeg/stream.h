#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "audio/decode/ffmpeg/formats.h"
#include "audio/decode/ffmpeg/handles.h"

namespace backbeat::audio::ffmpeg {

/// The audio stream of a file, decoded frame by frame. Nothing but the file itself is opened,
/// whatever it refers to.
class Stream {
 public:
  /// Nothing where the content is no FileKind. Throws DecodeError where it is one and can not be
  /// read; `sndfile_reason` is then given as the cause where libsndfile knows that kind.
  static std::unique_ptr<Stream> open(const std::filesystem::path& path,
                                      const std::string& sndfile_reason);

  const FileKind& kind() const { return *kind_; }
  AVCodecID codec() const { return decoder_->codec_id; }
  AVRational time_base() const { return stream_->time_base; }
  /// Of the whole stream, in units of time_base(); nothing where the file does not say.
  std::optional<std::int64_t> duration() const;
  /// Whether duration() counts the encoder's delay, even where FFmpeg cuts it off: in MP4 made of
  /// fragments, which does not say at its start how many packets it has.
  bool duration_counts_delay() const { return stream_->nb_frames == 0; }
  /// Timestamp of the first packet that was read: negative where there is a delay.
  std::optional<std::int64_t> first_timestamp() const { return first_timestamp_; }
  /// Frames without the encoder's delay and padding, where iTunes or the like has noted them.
  std::optional<std::int64_t> gapless_frames() const;

  /// The next frame that can be decoded, valid until the next call; null at the end. Damaged
  /// packets are passed over.
  const AVFrame* next_frame();

  /// Goes to a packet at or before `timestamp`, in units of time_base(). False where that failed;
  /// the position is then undefined.
  bool seek(std::int64_t timestamp);

 private:
  Stream(const FileKind& kind, Io io, Container container, AVStream* stream, Decoder decoder);
  bool read_packet();

  const FileKind* kind_;
  Io io_;
  Container container_;
  AVStream* stream_;  // of container_
  Decoder decoder_;
  Packet packet_;
  Frame frame_;
  std::optional<std::int64_t> first_timestamp_;
};

}  // namespace backbeat::audio::ffmpeg
