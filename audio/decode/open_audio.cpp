#include "audio/decode/open_audio.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audio/decode/ffmpeg_reader.h"
#include "audio/decode/mp3_reader.h"
#include "audio/decode/sndfile_reader.h"

namespace backbeat::audio {
namespace {

namespace fs = std::filesystem;

/// The decoders, in the order in which they are asked.
constexpr std::array kReaders{
    Reader{.open = open_mp3, .formats = mp3_formats, .is_extension = is_mp3_extension},
    Reader{.open = open_sndfile, .formats = sndfile_formats, .is_extension = is_sndfile_extension},
    Reader{.open = open_ffmpeg, .formats = ffmpeg_formats, .is_extension = is_ffmpeg_extension},
};

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

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return text;
}

}  // namespace

std::unique_ptr<BlockReader> open_audio(const fs::path& path) {
  require_content(path);
  std::string reason;
  for (const Reader& library : kReaders) {
    if (std::unique_ptr<BlockReader> reader = library.open(path, reason)) {
      require_plausible(path, reader->info());
      return reader;
    }
  }
  throw DecodeError(fmt::format("{}: not audio: found \"{}\", expected one of {}", path.string(),
                                reason, fmt::join(supported_formats(), ", ")));
}

std::vector<std::string> supported_formats() {
  const auto in_dictionary_order = [](const std::string& a, const std::string& b) {
    return lower_case(a) < lower_case(b);
  };
  std::set<std::string, decltype(in_dictionary_order)> names;
  for (const Reader& library : kReaders) {
    for (const std::string& name : library.formats()) names.insert(name);
  }
  return {names.begin(), names.end()};
}

bool has_audio_extension(const fs::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return std::any_of(kReaders.begin(), kReaders.end(),
                     [&](const Reader& library) { return library.is_extension(extension); });
}

}  // namespace backbeat::audio
