#include "audio/decode/mono_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "audio/decode/open_audio.h"

namespace backbeat::audio {
namespace {

constexpr std::size_t kBlockSamples = 16384;  // of all channels together
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

// Puts 0 for what is not a sample. Gives how many there were.
std::int64_t mend(std::span<float> samples) {
  int bad = 0;
  for (float& sample : samples) {
    const bool good = std::abs(sample) <= kLargestSample;  // false for NaN
    sample = good ? sample : 0.0F;
    bad += good ? 0 : 1;
  }
  return bad;
}

// The mean of the channels, which lie interleaved, over the front of `samples`.
std::span<const float> mix(std::span<float> samples, std::size_t channels) {
  if (channels == 1) return samples;
  const std::size_t frames = samples.size() / channels;
  for (std::size_t i = 0; i < frames; ++i) {
    float sum = 0.0F;
    for (std::size_t c = 0; c < channels; ++c) sum += samples[i * channels + c];
    samples[i] = sum / static_cast<float>(channels);
  }
  return samples.first(frames);
}

}  // namespace

struct MonoReader::State {
  State(std::filesystem::path file, const Range& part);

  // Frames into `block`, at most `most` of them and at most what it holds. Gives their number.
  std::size_t read_block(std::int64_t most);
  void skip_to(std::int64_t frame);
  [[noreturn]] void fail_on_no_frames() const;

  std::filesystem::path path;
  Range range;
  std::unique_ptr<BlockReader> reader;
  std::int64_t first = 0;   // frame of the file
  std::int64_t wanted = 0;  // frames
  std::vector<float> block;
  Reading reading;
};

MonoReader::State::State(std::filesystem::path file, const Range& part)
    : path(std::move(file)), range(part) {
  validate(range, path);
  reader = open_audio(path);
  const StreamInfo& info = reader->info();
  const int rate_hz = info.sample_rate_hz;
  first = to_frames(range.offset_s, rate_hz);
  wanted = range.duration_s < 0.0 ? kToTheEnd
                                  : std::max<std::int64_t>(1, to_frames(range.duration_s, rate_hz));
  block.resize(kBlockSamples);
  reading = {.channels = info.channels, .sample_rate_hz = rate_hz, .format = info.format};
  skip_to(first);
}

std::size_t MonoReader::State::read_block(std::int64_t most) {
  const auto channels = static_cast<std::size_t>(reading.channels);
  const auto frames =
      static_cast<std::size_t>(std::min(most, static_cast<std::int64_t>(kBlockSamples / channels)));
  return frames == 0 ? 0 : reader->read(std::span(block).first(frames * channels));
}

void MonoReader::State::skip_to(std::int64_t frame) {
  if (frame == 0 || reader->seek(frame)) return;
  while (frame > 0) {
    const std::size_t skipped = read_block(frame);
    if (skipped == 0) return;
    frame -= static_cast<std::int64_t>(skipped);
  }
}

void MonoReader::State::fail_on_no_frames() const {
  if (range.offset_s == 0.0) {
    throw DecodeError(fmt::format(
        "{}: frames: found 0, expected audio; the file holds a header only", path.string()));
  }
  const auto promised = reader->info().promised_frames;
  const std::string length =
      promised
          ? fmt::format(" at {:.3f} s", static_cast<double>(*promised) / reading.sample_rate_hz)
          : "";
  throw DecodeError(
      fmt::format("{}: range: found a start at {:.10g} s, expected one before the end{}",
                  path.string(), range.offset_s, length));
}

MonoReader::MonoReader(const std::filesystem::path& path, const Range& range)
    : state_(std::make_unique<State>(path, range)) {}
MonoReader::~MonoReader() = default;
MonoReader::MonoReader(MonoReader&&) noexcept = default;
MonoReader& MonoReader::operator=(MonoReader&&) noexcept = default;

const Reading& MonoReader::reading() const {
  return state_->reading;
}

std::span<const float> MonoReader::read() {
  State& state = *state_;
  Reading& reading = state.reading;
  const auto channels = static_cast<std::size_t>(reading.channels);
  const std::size_t frames = state.read_block(state.wanted - reading.samples);
  if (frames == 0) {
    if (reading.samples == 0) state.fail_on_no_frames();
    if (const auto promised = state.reader->info().promised_frames) {
      reading.missing_frames = std::max<std::int64_t>(
          0, std::min(*promised - state.first, state.wanted) - reading.samples);
    }
    return {};
  }
  const std::span<float> samples = std::span(state.block).first(frames * channels);
  reading.non_finite_samples += mend(samples);
  reading.samples += static_cast<std::int64_t>(frames);
  return mix(samples, channels);
}

}  // namespace backbeat::audio
