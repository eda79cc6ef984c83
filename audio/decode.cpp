#include "audio/decode.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "audio/block_reader.h"

namespace backbeat::audio {
namespace {

constexpr std::size_t kBlockSamples = 65536;  // of all channels together
constexpr std::int64_t kToTheEnd = std::numeric_limits<std::int64_t>::max();

// Far above any integer format written as float unscaled (2^31), far below where a power spectrum
// leaves the range of float.
constexpr float kLargestSample = 1e10F;

std::int64_t to_frames(double seconds, int sample_rate_hz) {
  const double frames = seconds * sample_rate_hz;
  return frames < 1e15 ? std::llround(frames) : kToTheEnd;
}

void validate(const Range& range, const std::filesystem::path& path) {
  if (!(range.offset_s >= 0.0)) {
    throw DecodeError(fmt::format("{}: range: found a start at {} s, expected 0 or more",
                                  path.string(), range.offset_s));
  }
  if (range.duration_s == 0.0 || std::isnan(range.duration_s)) {
    throw DecodeError(fmt::format("{}: range: found a duration of {} s, expected more than 0",
                                  path.string(), range.duration_s));
  }
}

void mix(std::span<const float> interleaved, Decoded& decoded) {
  const auto channels = static_cast<std::size_t>(decoded.channels);
  for (std::size_t i = 0; i < interleaved.size(); i += channels) {
    float sum = 0.0F;
    for (const float sample : interleaved.subspan(i, channels)) {
      if (std::abs(sample) <= kLargestSample) {  // false for NaN
        sum += sample;
      } else {
        ++decoded.non_finite_samples;
      }
    }
    decoded.audio.samples.push_back(sum / static_cast<float>(channels));
  }
}

// Hands up to `frames` frames to `use`, block by block. Gives their number.
template <typename Use>
std::int64_t read_frames(BlockReader& reader, std::int64_t frames, Use use) {
  const auto channels = static_cast<std::size_t>(reader.info().channels);
  const auto block_frames = static_cast<std::int64_t>(kBlockSamples / channels);
  std::vector<float> block(kBlockSamples);
  std::int64_t done = 0;
  while (done < frames) {
    const auto wanted = static_cast<std::size_t>(std::min(frames - done, block_frames));
    const std::size_t got = reader.read(std::span(block).first(wanted * channels));
    if (got == 0) break;
    use(std::span<const float>(block).first(got * channels));
    done += static_cast<std::int64_t>(got);
  }
  return done;
}

void skip_to(BlockReader& reader, std::int64_t frame) {
  if (frame > 0 && !reader.seek(frame)) read_frames(reader, frame, [](std::span<const float>) {});
}

[[noreturn]] void fail_on_no_frames(const std::filesystem::path& path, const Range& range,
                                    const StreamInfo& info) {
  if (range.offset_s == 0.0) {
    throw DecodeError(fmt::format(
        "{}: frames: found 0, expected audio; the file holds a header only", path.string()));
  }
  const std::string length =
      info.promised_frames
          ? fmt::format(" at {:.3f} s",
                        static_cast<double>(*info.promised_frames) / info.sample_rate_hz)
          : "";
  throw DecodeError(
      fmt::format("{}: range: found a start at {:.3f} s, expected one before the end{}",
                  path.string(), range.offset_s, length));
}

}  // namespace

double Mono::duration_s() const {
  return sample_rate_hz > 0 ? static_cast<double>(samples.size()) / sample_rate_hz : 0.0;
}

Decoded decode(const std::filesystem::path& path, const Range& range) {
  validate(range, path);
  const std::unique_ptr<BlockReader> reader = open_audio(path);
  const StreamInfo& info = reader->info();
  const std::int64_t first = to_frames(range.offset_s, info.sample_rate_hz);
  const std::int64_t wanted =
      range.duration_s < 0.0
          ? kToTheEnd
          : std::max<std::int64_t>(1, to_frames(range.duration_s, info.sample_rate_hz));

  Decoded decoded{.audio = {.samples = {}, .sample_rate_hz = info.sample_rate_hz},
                  .channels = info.channels,
                  .format = info.format};
  skip_to(*reader, first);
  const std::int64_t got =
      read_frames(*reader, wanted, [&](std::span<const float> block) { mix(block, decoded); });
  if (got == 0) fail_on_no_frames(path, range, info);
  if (got < wanted && info.promised_frames) {
    decoded.missing_frames =
        std::max<std::int64_t>(0, std::min(*info.promised_frames - first, wanted) - got);
  }
  return decoded;
}

}  // namespace backbeat::audio
