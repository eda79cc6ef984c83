#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
}

#include <memory>

// FFmpeg's objects, each freed by its owner.
namespace backbeat::audio::ffmpeg {

template <auto kFree>
struct Free {
  template <typename Object>
  void operator()(Object* object) const {
    kFree(&object);
  }
};

using Io = std::unique_ptr<AVIOContext, Free<avio_closep>>;
using Container = std::unique_ptr<AVFormatContext, Free<avformat_close_input>>;
using Decoder = std::unique_ptr<AVCodecContext, Free<avcodec_free_context>>;
using Packet = std::unique_ptr<AVPacket, Free<av_packet_free>>;
using Frame = std::unique_ptr<AVFrame, Free<av_frame_free>>;
using Resampler = std::unique_ptr<SwrContext, Free<swr_free>>;

}  // namespace backbeat::audio::ffmpeg
