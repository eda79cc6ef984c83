#include "audio/features/feature_settings.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audio/features/require_setting.h"

namespace backbeat::audio {
namespace {

// Bounds a damaged model file, which must not make us allocate gigabytes or compute for hours.
constexpr int kMaxSampleRateHz = 1'000'000;
constexpr int kMaxFftLength = 1 << 20;
constexpr int kMaxHopLength = 1 << 20;
constexpr int kMostOverlappingFrames = 256;
constexpr int kMaxMelBands = 4096;

using Presets = std::vector<std::pair<std::string, FeatureSettings>>;

/// VGGish and YAMNet (Hershey et al. 2017) differ in one number.
FeatureSettings vggish(double offset) {
  return {.sample_rate_hz = 16000,
          .n_fft = 512,
          .win_length = 400,
          .window_place = WindowPlace::kBegin,
          .hop_length = 160,
          .n_mels = 64,
          .fmin_hz = 125.0,
          .fmax_hz = 7500.0,
          .mel_scale = MelScale::kHtk,
          .mel_norm = MelNorm::kNone,
          .mel_triangles = MelTriangles::kMel,
          .power = 1.0,
          .pad_mode = PadMode::kNone,
          .floor = 1e-10,
          .compression = {.log = LogKind::kLn, .offset = offset}};
}

const Presets& presets() {
  static const Presets table{
      {"backbeat", {}},
      {"librosa", {.floor = 1e-10, .top_db = 80.0}},
      {"torchaudio",
       {.sample_rate_hz = 0,
        .n_fft = 400,
        .hop_length = 200,
        .mel_scale = MelScale::kHtk,
        .mel_norm = MelNorm::kNone,
        .pad_mode = PadMode::kReflect,
        .floor = 1e-10,
        .top_db = 80.0}},
      // Pons & Serra 2019: log10(1 + 10000 m).
      {"musicnn",
       {.sample_rate_hz = 16000,
        .n_fft = 512,
        .hop_length = 256,
        .n_mels = 96,
        .floor = 1e-12,
        .compression = {.log = LogKind::kLog10, .gain = 10000.0, .offset = 1.0}}},
      // Schmid, Koutini & Widmer 2023: (ln(m + 1e-5) + 4.5) / 5.
      {"efficientat",
       {.sample_rate_hz = 32000,
        .pre_emphasis = 0.97,
        .n_fft = 1024,
        .win_length = 800,
        .window = Window::kSymmetric,
        .hop_length = 320,
        .n_mels = 128,
        .fmax_hz = 15000.0,
        .mel_scale = MelScale::kKaldi,
        .mel_norm = MelNorm::kNone,
        .mel_triangles = MelTriangles::kMel,
        .pad_mode = PadMode::kReflect,
        .floor = 1e-12,
        .compression = {.log = LogKind::kLn, .offset = 1e-5, .scale = 0.2, .shift = 0.9}}},
      {"yamnet", vggish(0.001)},
      {"vggish", vggish(0.01)},
      // Cramer et al. 2019, 256 bands: 10 log10 of the square root of m, from the loudest down.
      {"openl3",
       {.sample_rate_hz = 48000,
        .n_fft = 2048,
        .hop_length = 242,
        .n_mels = 256,
        .mel_scale = MelScale::kHtk,
        .floor = 1e-20,
        .compression = {.scale = 0.5, .peak_range = 80.0}}},
      // Kong et al. 2020.
      {"panns",
       {.sample_rate_hz = 32000,
        .n_fft = 1024,
        .hop_length = 320,
        .n_mels = 64,
        .fmin_hz = 50.0,
        .fmax_hz = 14000.0,
        .pad_mode = PadMode::kReflect,
        .floor = 1e-10}},
  };
  return table;
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& [name, settings] : presets()) names.push_back(name);
  return names;
}

FeatureSettings preset(std::string_view name) {
  for (const auto& [preset_name, settings] : presets()) {
    if (preset_name == name) return settings;
  }
  throw std::invalid_argument(fmt::format("feature preset: found \"{}\", expected one of {}", name,
                                          fmt::join(preset_names(), ", ")));
}

std::int64_t FeatureSettings::frames_of(std::int64_t samples) const {
  if (pre_emphasis > 0.0) --samples;
  return 1 +
         std::max<std::int64_t>(is_centred() ? samples : samples - window_length(), 0) / hop_length;
}

void validate(const FeatureSettings& settings) {
  const FeatureSettings& s = settings;
  require_setting(s.sample_rate_hz >= 0 && s.sample_rate_hz <= kMaxSampleRateHz, "sample_rate_hz",
                  s.sample_rate_hz, fmt::format("0 (the file's own) to {}", kMaxSampleRateHz));
  require_setting(s.n_fft >= 2 && s.n_fft % 2 == 0 && s.n_fft <= kMaxFftLength, "n_fft", s.n_fft,
                  fmt::format("an even number from 2 to {}", kMaxFftLength));
  const int least_hop = std::max(s.n_fft / kMostOverlappingFrames, 1);
  require_setting(
      s.hop_length >= least_hop && s.hop_length <= kMaxHopLength, "hop_length", s.hop_length,
      fmt::format("{} (n_fft / {}) to {}", least_hop, kMostOverlappingFrames, kMaxHopLength));
  require_setting(s.win_length >= 0 && s.win_length <= s.n_fft && s.win_length != 1, "win_length",
                  s.win_length, fmt::format("0 (n_fft), or 2 to n_fft, {}", s.n_fft));
  require_setting(s.pre_emphasis >= 0.0 && s.pre_emphasis <= 1.0, "pre_emphasis", s.pre_emphasis,
                  "0 (none) to 1");
  require_setting(s.n_mels >= 1 && s.n_mels <= kMaxMelBands, "n_mels", s.n_mels,
                  fmt::format("1 to {}", kMaxMelBands));
  require_setting(s.fmin_hz >= 0.0, "fmin_hz", s.fmin_hz, "0 or more");
  require_setting(s.fmax_hz == 0.0 || s.fmax_hz > s.fmin_hz, "fmax_hz", s.fmax_hz,
                  fmt::format("0 (half the sample rate) or more than fmin_hz, {}", s.fmin_hz));
  if (s.sample_rate_hz > 0) {
    const double nyquist_hz = s.sample_rate_hz / 2.0;
    require_setting(s.fmax_hz <= nyquist_hz, "fmax_hz", s.fmax_hz,
                    fmt::format("at most half the sample rate, {}", nyquist_hz));
    require_setting(s.fmin_hz < nyquist_hz, "fmin_hz", s.fmin_hz,
                    fmt::format("less than half the sample rate, {}", nyquist_hz));
  }
  require_setting(s.power > 0.0 && s.power <= 8.0, "power", s.power, "more than 0, at most 8");
  require_setting(s.floor >= 1e-30 && s.floor <= 1e30, "floor", s.floor, "1e-30 to 1e30");
  require_setting(s.top_db >= 0.0, "top_db", s.top_db, "0 (no limit) or more");
  validate(s.compression);
}

}  // namespace backbeat::audio
