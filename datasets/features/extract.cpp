#include "datasets/features/extract.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "audio/degrade/degrade.h"
#include "audio/resample.h"

namespace backbeat::datasets {
namespace {

float peak(std::span<const float> samples) {
  float highest = 0.0F;
  for (const float sample : samples) highest = std::max(highest, std::abs(sample));
  return highest;
}

void refuse_unusable(const std::filesystem::path& path, const audio::Reading& reading,
                     float highest) {
  if (reading.duration_s() < kMinDuration_s) {
    throw audio::DecodeError(
        fmt::format("{}: too short: found {:.3f} s of audio, expected {} s or more", path.string(),
                    reading.duration_s(), kMinDuration_s));
  }
  if (reading.non_finite_samples == reading.samples * reading.channels) {
    throw audio::DecodeError(fmt::format(
        "{}: samples: found none that is a number of at most 1e10, expected audio", path.string()));
  }
  if (highest < kSilentPeak) {
    throw audio::DecodeError(
        fmt::format("{}: silent: found a peak of {:.1f} dBFS in the mean of its channels, expected "
                    "{:.0f} dBFS or more",
                    path.string(), 20.0F * std::log10(highest), 20.0F * std::log10(kSilentPeak)));
  }
}

// Decodes, degrades and resamples what `reader` holds into `sink`, called with blocks of samples.
template <typename Sink>
audio::Reading stream(const std::filesystem::path& path, audio::MonoReader& reader,
                      int sample_rate_hz, Accept accept, const audio::Degradations& degradations,
                      Sink sink) {
  constexpr std::uint64_t kNoiseSeed = 1;
  const int own_hz = reader.reading().sample_rate_hz;
  audio::Resampler resampler(own_hz, sample_rate_hz);
  std::vector<float> whole;  // stays empty where there is nothing to degrade
  float highest = 0.0F;
  for (auto block = reader.read(); !block.empty(); block = reader.read()) {
    highest = std::max(highest, peak(block));
    if (degradations.empty()) {
      sink(resampler.push(block));
    } else {
      whole.insert(whole.end(), block.begin(), block.end());
    }
  }
  if (!whole.empty()) {
    whole = audio::degrade(whole, own_hz, degradations, kNoiseSeed);
    sink(resampler.push(whole));
  }
  sink(resampler.finish());
  if (accept == Accept::kMusic) refuse_unusable(path, reader.reading(), highest);
  return reader.reading();
}

}  // namespace

audio::Range range_of(const Clip& clip) {
  const double duration_s = clip.end_s - clip.start_s;
  return {.offset_s = clip.start_s, .duration_s = std::isinf(duration_s) ? -1.0 : duration_s};
}

audio::Decoded load_mono(const std::filesystem::path& path, const audio::Range& range,
                         int sample_rate_hz, Accept accept,
                         const audio::Degradations& degradations) {
  audio::MonoReader reader(path, range);
  const int rate_hz = sample_rate_hz != 0 ? sample_rate_hz : reader.reading().sample_rate_hz;
  std::vector<float> samples;
  const audio::Reading reading =
      stream(path, reader, rate_hz, accept, degradations, [&](std::span<const float> block) {
        samples.insert(samples.end(), block.begin(), block.end());
      });
  return {reading, {std::move(samples), rate_hz}};
}

Extractor::Extractor(const ExtractOptions& options) : options_(options) {
  audio::validate(options.settings);
}

audio::LogMel& Extractor::log_mel(int sample_rate_hz, const std::filesystem::path& path) {
  const auto found = log_mels_.find(sample_rate_hz);
  if (found != log_mels_.end()) return found->second;
  audio::FeatureSettings settings = options_.settings;
  settings.sample_rate_hz = sample_rate_hz;
  try {
    return log_mels_.emplace(sample_rate_hz, audio::LogMel(settings)).first->second;
  } catch (const std::invalid_argument& error) {
    throw audio::DecodeError(fmt::format("{}: {}", path.string(), error.what()));
  }
}

Features Extractor::operator()(const std::filesystem::path& path, const audio::Range& range,
                               const audio::Degradations& degradations) {
  return extract(path, range, degradations, {});
}

Features Extractor::operator()(const std::filesystem::path& path, const audio::Range& range,
                               const SpectrogramSink& sink) {
  return extract(path, range, {}, sink);
}

Features Extractor::extract(const std::filesystem::path& path, const audio::Range& range,
                            const audio::Degradations& degradations, const SpectrogramSink& sink) {
  // About a minute: 2 MB, and the threads that work on a part need not be woken often.
  constexpr std::size_t kPartFrames = 4096;
  const bool in_parts = sink && options_.settings.top_db <= 0.0;
  audio::MonoReader reader(path, range);
  const int own_hz = reader.reading().sample_rate_hz;
  const int rate_hz =
      options_.settings.sample_rate_hz != 0 ? options_.settings.sample_rate_hz : own_hz;
  audio::LogMelStream mel(log_mel(rate_hz, path));
  const auto push = [&](std::span<const float> block) {
    mel.push(block);
    if (in_parts && mel.n_ready() >= kPartFrames) sink(mel.take());
  };
  const audio::Reading reading = stream(path, reader, rate_hz, options_.accept, degradations, push);
  audio::Spectrogram rest = mel.finish();
  if (sink) sink(std::exchange(rest, {}));
  return {.spectrogram = std::move(rest),
          .duration_s = reading.duration_s(),
          .sample_rate_hz = rate_hz,
          .non_finite_samples = reading.non_finite_samples,
          .missing_frames = reading.missing_frames};
}

std::string describe_mending(const Features& features) {
  std::string text;
  if (features.missing_frames > 0) {
    text = fmt::format("{} frames that its header promises are missing", features.missing_frames);
  }
  if (features.non_finite_samples > 0) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{} samples were not finite and count as 0", features.non_finite_samples);
  }
  return text;
}

}  // namespace backbeat::datasets
