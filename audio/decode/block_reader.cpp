#include "audio/decode/block_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audio/decode/decode.h"
#include "audio/decode/ffmpeg_reader.h"
#include "audio/decode/mp3_reader.h"
#include "audio/decode/sndfile_reader.h"

namespace backbeat::audio {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxChannels = 64;
constexpr int kMinSampleRateHz = 1'000;
constexpr int kMaxSampleRateHz = 1'000'000;

void require_content(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  const auto fail = [&](std::string_view found) {
    throw DecodeError(fmt::format("{}: found {}, expected an audio file", path.string(), found));
  };
  if (status.type() == fs::file_type::not_found) fail("no such file");
  if (status.type() == fs::file_type::none) fail(error.message());
  if (status.type() == fs::file_type::directory) fail("a folder");
  if (status.type() != fs::file_type::regular) fail("a pipe or device");
  if (fs::file_size(path) == 0) fail("an empty file (0 bytes)");
}

void require_plausible(const fs::path& path, const StreamInfo& info) {
  if (info.channels < 1 || info.channels > kMaxChannels) {
    throw DecodeError(fmt::format("{}: channels: found {}, expected 1 to {}; the header is damaged",
                                  path.string(), info.channels, kMaxChannels));
  }
  if (info.sample_rate_hz < kMinSampleRateHz || info.sample_rate_hz > kMaxSampleRateHz) {
    throw DecodeError(
        fmt::format("{}: sample rate: found {} Hz, expected {} to {}; the header is damaged",
                    path.string(), info.sample_rate_hz, kMinSampleRateHz, kMaxSampleRateHz));
  }
}

}  // namespace

std::unique_ptr<BlockReader> open_audio(const fs::path& path) {
  require_content(path);
  std::string reason;
  std::unique_ptr<BlockReader> reader = open_mp3(path);
  if (!reader) reader = open_sndfile(path, reason);
  if (!reader) reader = open_ffmpeg(path, reason);
  if (!reader) {
    throw DecodeError(fmt::format("{}: not audio: found \"{}\", expected one of {}", path.string(),
                                  reason, fmt::join(supported_formats(), ", ")));
  }
  require_plausible(path, reader->info());
  return reader;
}

}  // namespace backbeat::audio
