#include "audio/features/feature_settings.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace backbeat::audio {
namespace {

// Bounds a damaged model file, which must not make us allocate gigabytes or compute for hours.
constexpr int kMaxSampleRateHz = 1'000'000;
constexpr int kMaxFftLength = 1 << 20;
constexpr int kMaxHopLength = 1 << 20;
constexpr int kMostOverlappingFrames = 256;
constexpr int kMaxMelBands = 4096;

template <typename Value>
void require(bool holds, std::string_view setting, Value found, std::string_view expected) {
  if (!holds) {
    throw std::invalid_argument(
        fmt::format("feature settings: {}: found {}, expected {}", setting, found, expected));
  }
}

}  // namespace

FeatureSettings preset(std::string_view name) {
  if (name == "backbeat") return {};
  if (name == "librosa") return {.floor = 1e-10, .top_db = 80.0};
  if (name == "torchaudio") {
    return {.sample_rate_hz = 0,
            .n_fft = 400,
            .hop_length = 200,
            .mel_scale = MelScale::kHtk,
            .mel_norm = MelNorm::kNone,
            .pad_mode = PadMode::kReflect,
            .floor = 1e-10,
            .top_db = 80.0};
  }
  throw std::invalid_argument(
      fmt::format("feature preset: found \"{}\", expected backbeat, librosa or torchaudio", name));
}

void validate(const FeatureSettings& settings) {
  const FeatureSettings& s = settings;
  require(s.sample_rate_hz >= 0 && s.sample_rate_hz <= kMaxSampleRateHz, "sample_rate_hz",
          s.sample_rate_hz, fmt::format("0 (the file's own) to {}", kMaxSampleRateHz));
  require(s.n_fft >= 2 && s.n_fft % 2 == 0 && s.n_fft <= kMaxFftLength, "n_fft", s.n_fft,
          fmt::format("an even number from 2 to {}", kMaxFftLength));
  const int least_hop = std::max(s.n_fft / kMostOverlappingFrames, 1);
  require(s.hop_length >= least_hop && s.hop_length <= kMaxHopLength, "hop_length", s.hop_length,
          fmt::format("{} (n_fft / {}) to {}", least_hop, kMostOverlappingFrames, kMaxHopLength));
  require(s.n_mels >= 1 && s.n_mels <= kMaxMelBands, "n_mels", s.n_mels,
          fmt::format("1 to {}", kMaxMelBands));
  require(s.fmin_hz >= 0.0, "fmin_hz", s.fmin_hz, "0 or more");
  require(s.fmax_hz == 0.0 || s.fmax_hz > s.fmin_hz, "fmax_hz", s.fmax_hz,
          fmt::format("0 (half the sample rate) or more than fmin_hz, {}", s.fmin_hz));
  if (s.sample_rate_hz > 0) {
    const double nyquist_hz = s.sample_rate_hz / 2.0;
    require(s.fmax_hz <= nyquist_hz, "fmax_hz", s.fmax_hz,
            fmt::format("at most half the sample rate, {}", nyquist_hz));
    require(s.fmin_hz < nyquist_hz, "fmin_hz", s.fmin_hz,
            fmt::format("less than half the sample rate, {}", nyquist_hz));
  }
  require(s.power > 0.0 && s.power <= 8.0, "power", s.power, "more than 0, at most 8");
  require(s.floor >= 1e-30 && s.floor <= 1e30, "floor", s.floor, "1e-30 to 1e30");
  require(s.top_db >= 0.0, "top_db", s.top_db, "0 (no limit) or more");
}

}  // namespace backbeat::audio
