#include "datasets/extract.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "audio/resample.h"

namespace backbeat::datasets {
namespace {

float peak(const std::vector<float>& samples) {
  float highest = 0.0F;
  for (const float sample : samples) highest = std::max(highest, std::abs(sample));
  return highest;
}

void refuse_unusable(const std::filesystem::path& path, const audio::Mono& audio) {
  if (audio.duration_s() < kMinDuration_s) {
    throw audio::DecodeError(
        fmt::format("{}: too short: found {:.3f} s of audio, expected {} s or more", path.string(),
                    audio.duration_s(), kMinDuration_s));
  }
  if (const float highest = peak(audio.samples); highest < kSilentPeak) {
    throw audio::DecodeError(
        fmt::format("{}: silent: found a peak of {:.1f} dBFS in the mean of its channels, expected "
                    "{:.0f} dBFS or more",
                    path.string(), 20.0F * std::log10(highest), 20.0F * std::log10(kSilentPeak)));
  }
}

}  // namespace

audio::Decoded load_mono(const std::filesystem::path& path, const audio::Range& range,
                         int sample_rate_hz, Accept accept) {
  audio::Decoded decoded = audio::decode(path, range);
  if (accept == Accept::kMusic) refuse_unusable(path, decoded.audio);
  if (sample_rate_hz != 0) {
    decoded.audio.samples =
        audio::resample(decoded.audio.samples, decoded.audio.sample_rate_hz, sample_rate_hz);
    decoded.audio.sample_rate_hz = sample_rate_hz;
  }
  return decoded;
}

Extractor::Extractor(const ExtractOptions& options) : options_(options) {
  audio::validate(options.settings);
}

const audio::LogMel& Extractor::log_mel(int sample_rate_hz) {
  const auto found = log_mels_.find(sample_rate_hz);
  if (found != log_mels_.end()) return found->second;
  audio::FeatureSettings settings = options_.settings;
  settings.sample_rate_hz = sample_rate_hz;
  return log_mels_.emplace(sample_rate_hz, audio::LogMel(settings)).first->second;
}

Features Extractor::operator()(const std::filesystem::path& path, const audio::Range& range) {
  const audio::Decoded decoded =
      load_mono(path, range, options_.settings.sample_rate_hz, options_.accept);
  try {
    return {.spectrogram = log_mel(decoded.audio.sample_rate_hz)(decoded.audio.samples),
            .duration_s = decoded.audio.duration_s(),
            .non_finite_samples = decoded.non_finite_samples,
            .missing_frames = decoded.missing_frames};
  } catch (const std::invalid_argument& error) {
    throw audio::DecodeError(fmt::format("{}: {}", path.string(), error.what()));
  }
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
