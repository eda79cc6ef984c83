#include "audio/decode/ffmpeg/stream.h"

extern "C" {
#include <libavutil/dict.h>
}

#include <cinttypes>
#include <cstdio>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "audio/decode/decode_error.h"
#include "audio/decode/ffmpeg/messages.h"

namespace backbeat::audio::ffmpeg {
namespace {

using Demuxer = decltype(AVFormatContext::iformat);  // const since FFmpeg 5

// A file of which nothing can be read any more is not searched to its end.
constexpr int kMaxErrorsInARow = 100;

// What an error message needs to know.
struct Source {
  const std::filesystem::path& path;
  const FileKind& kind;
  const std::string& sndfile_reason;

  [[noreturn]] void fail(std::string_view found) const {
    throw DecodeError(fmt::format("{}: {}: found \"{}\", expected a whole file with audio",
                                  path.string(), kind.label,
                                  kind.sndfile_reads ? sndfile_reason : found));
  }
};

template <typename Object>
Object* require_memory(Object* allocated) {
  if (allocated == nullptr) throw std::bad_alloc();
  return allocated;
}

// The protocol is named, so that a path such as "concat:a|b" remains a path.
Io open_file(const std::filesystem::path& path) {
  AVIOContext* io = nullptr;
  const int error =
      avio_open2(&io, ("file:" + path.string()).c_str(), AVIO_FLAG_READ, nullptr, nullptr);
  if (error < 0) {
    throw DecodeError(fmt::format("{}: found \"{}\", expected a file that can be read",
                                  path.string(), explain(error)));
  }
  return Io(io);
}

Demuxer recognise(AVIOContext* io) {
  Demuxer demuxer = nullptr;
  // No name is given: the content decides, and not the extension.
  const int score = av_probe_input_buffer2(io, &demuxer, "", nullptr, 0, 0);
  // A lower score means few sync words, as there are in any large file.
  return score >= AVPROBE_SCORE_RETRY ? demuxer : nullptr;
}

int refuse_to_open(AVFormatContext* /*container*/, AVIOContext** /*io*/, const char* /*url*/,
                   int /*flags*/, AVDictionary** /*options*/) {
  return AVERROR(EPERM);
}

Container open_container(const Source& source, AVIOContext* io, Demuxer demuxer) {
  AVFormatContext* container = require_memory(avformat_alloc_context());
  container->pb = io;
  container->io_open = refuse_to_open;
  const int error = avformat_open_input(&container, "", demuxer, nullptr);
  if (error < 0) source.fail(explain(error));
  return Container(container);
}

AVStream* choose_audio(const Source& source, const AVFormatContext& container) {
  const std::span streams(container.streams, container.nb_streams);
  AVStream* chosen = nullptr;
  const auto is_default = [](const AVStream* stream) {
    return (stream->disposition & AV_DISPOSITION_DEFAULT) != 0;
  };
  for (AVStream* stream : streams) {
    if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO) continue;
    if (chosen == nullptr || (is_default(stream) && !is_default(chosen))) chosen = stream;
  }
  if (chosen == nullptr) source.fail("no audio stream");
  for (AVStream* stream : streams) {
    if (stream != chosen) stream->discard = AVDISCARD_ALL;
  }
  return chosen;
}

// The rate that a Speex mode is for (wideband 16, ultra-wideband 32 kHz), where decoding has to go
// by it and not by the header: FFmpeg 7 doubles the frame size that the header gives for these
// modes, and half of each frame is then nothing. FFmpeg 5 needs the header, for packets of several
// frames. The mode is bytes 40 to 43 (Xiph.Org, The Speex Codec Manual, section 7.3).
std::optional<int> rate_of_wide_speex(const AVCodecContext& decoder) {
  constexpr std::size_t kHeaderBytes = 80;
  const std::string_view header(reinterpret_cast<const char*>(decoder.extradata),
                                static_cast<std::size_t>(decoder.extradata_size));
  if (LIBAVCODEC_VERSION_MAJOR < 61 || decoder.codec_id != AV_CODEC_ID_SPEEX ||
      header.size() < kHeaderBytes || !header.starts_with("Speex   ")) {
    return std::nullopt;
  }
  const int mode = header[40];
  return mode == 1 || mode == 2 ? std::optional(8000 << mode) : std::nullopt;
}

int open(AVCodecContext& decoder, const AVCodec* codec) {
  const std::optional<int> mode_rate_hz = rate_of_wide_speex(decoder);
  if (!mode_rate_hz) return avcodec_open2(&decoder, codec, nullptr);
  const int sample_rate_hz = std::exchange(decoder.sample_rate, *mode_rate_hz);
  av_freep(&decoder.extradata);
  decoder.extradata_size = 0;
  const int error = avcodec_open2(&decoder, codec, nullptr);
  decoder.sample_rate = sample_rate_hz;
  return error;
}

Decoder open_decoder(const Source& source, const AVStream& stream) {
  const AVCodecID id = stream.codecpar->codec_id;
  const AVCodec* const codec = avcodec_find_decoder(id);
  if (codec == nullptr) source.fail(fmt::format("{}, which has no decoder here", codec_name(id)));
  Decoder decoder(require_memory(avcodec_alloc_context3(codec)));
  int error = avcodec_parameters_to_context(decoder.get(), stream.codecpar);
  decoder->pkt_timebase = stream.time_base;  // moves timestamps where the delay is cut off
  decoder->err_recognition |= AV_EF_CRCCHECK;
  if (error >= 0) error = open(*decoder, codec);
  if (error < 0) source.fail(explain(error));
  return decoder;
}

}  // namespace

std::unique_ptr<Stream> Stream::open(const std::filesystem::path& path,
                                     const std::string& sndfile_reason) {
  set_up();
  Io io = open_file(path);
  const Demuxer demuxer = recognise(io.get());
  const FileKind* const kind = demuxer != nullptr ? find_kind(demuxer->name) : nullptr;
  if (kind == nullptr) return nullptr;
  const Source source{path, *kind, sndfile_reason};
  clear_message();
  Container container = open_container(source, io.get(), demuxer);
  AVStream* const stream = choose_audio(source, *container);
  Decoder decoder = open_decoder(source, *stream);
  return std::unique_ptr<Stream>(
      new Stream(*kind, std::move(io), std::move(container), stream, std::move(decoder)));
}

Stream::Stream(const FileKind& kind, Io io, Container container, AVStream* stream, Decoder decoder)
    : kind_(&kind),
      io_(std::move(io)),
      container_(std::move(container)),
      stream_(stream),
      decoder_(std::move(decoder)),
      packet_(require_memory(av_packet_alloc())),
      frame_(require_memory(av_frame_alloc())) {}

std::optional<std::int64_t> Stream::duration() const {
  if (stream_->duration == AV_NOPTS_VALUE || stream_->duration <= 0) return std::nullopt;
  return stream_->duration;
}

// The tag iTunSMPB: hexadecimal numbers, the fourth of which is the length; delay and padding come
// before it.
std::optional<std::int64_t> Stream::gapless_frames() const {
  const AVDictionaryEntry* const tag =
      av_dict_get(container_->metadata, "iTunSMPB", nullptr, AV_DICT_MATCH_CASE);
  std::int64_t frames = 0;
  if (tag == nullptr || std::sscanf(tag->value, "%*x %*x %*x %" SCNx64, &frames) != 1 ||
      frames <= 0) {
    return std::nullopt;
  }
  return frames;
}

const AVFrame* Stream::next_frame() {
  while (true) {
    const int status = avcodec_receive_frame(decoder_.get(), frame_.get());
    if (status >= 0) return frame_.get();
    if (status == AVERROR_EOF) return nullptr;
    // The decoder wants more, or has met with damage. A null packet drains it at the end.
    const bool has_packet = read_packet();
    avcodec_send_packet(decoder_.get(), has_packet ? packet_.get() : nullptr);
  }
}

// Into packet_. False at the end.
bool Stream::read_packet() {
  for (int errors = 0; errors < kMaxErrorsInARow;) {
    av_packet_unref(packet_.get());
    const int status = av_read_frame(container_.get(), packet_.get());
    if (status == AVERROR_EOF) return false;
    if (status < 0) {
      ++errors;
    } else if (packet_->stream_index == stream_->index) {
      if (!first_timestamp_ && packet_->pts != AV_NOPTS_VALUE) first_timestamp_ = packet_->pts;
      return true;
    }
  }
  return false;
}

bool Stream::seek(std::int64_t timestamp) {
  if (av_seek_frame(container_.get(), stream_->index, timestamp, AVSEEK_FLAG_BACKWARD) < 0) {
    return false;
  }
  avcodec_flush_buffers(decoder_.get());
  return true;
}

}  // namespace backbeat::audio::ffmpeg
