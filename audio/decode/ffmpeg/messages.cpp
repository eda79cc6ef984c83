#include "audio/decode/ffmpeg/messages.h"

extern "C" {
#include <libavutil/error.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

#include <array>
#include <cstdarg>
#include <cstdio>
#include <mutex>

namespace backbeat::audio::ffmpeg {
namespace {

// The largest need is the index of MP4, 24 bytes a packet: enough for 60 hours of AAC at 44.1 kHz.
constexpr std::size_t kMaxAllocationBytes = std::size_t{256} << 20;

thread_local std::string first_message;

void keep_first_message(void* /*source*/, int level, const char* format, std::va_list arguments) {
  if (level > AV_LOG_ERROR || !first_message.empty()) return;
  std::array<char, 256> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  first_message = text.data();
  first_message.erase(first_message.find_last_not_of(" .\n") + 1);
}

}  // namespace

void set_up() {
  static std::once_flag done;
  std::call_once(done, [] {
    av_log_set_callback(keep_first_message);
    av_max_alloc(kMaxAllocationBytes);
  });
}

void clear_message() {
  first_message.clear();
}

std::string explain(int code) {
  if (!first_message.empty()) return first_message;
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(code, text.data(), text.size());
  return text.data();
}

}  // namespace backbeat::audio::ffmpeg
