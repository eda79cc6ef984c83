#pragma once

#include <string_view>

namespace backbeat::audio {

enum class MelScale { kSlaney, kHtk };
enum class MelNorm { kSlaney, kNone };
enum class PadMode { kConstant, kReflect };

/// Every number the front end depends on. It travels inside the model file.
struct FeatureSettings {
  int sample_rate_hz = 22050;  ///< audio is resampled to it; 0: the file's own rate
  int n_fft = 2048;            ///< window length (periodic Hann) and FFT length, even
  int hop_length = 512;        ///< samples from one frame to the next
  int n_mels = 128;
  double fmin_hz = 0.0;
  double fmax_hz = 0.0;  ///< 0: half the sample rate
  MelScale mel_scale = MelScale::kSlaney;
  MelNorm mel_norm = MelNorm::kSlaney;
  double power = 2.0;  ///< exponent of the magnitude: 2 power, 1 amplitude
  PadMode pad_mode = PadMode::kConstant;
  double floor = 1e-8;  ///< smallest mel value before the logarithm
  double top_db = 0.0;  ///< > 0: everything is raised to at least max - top_db

  bool operator==(const FeatureSettings&) const = default;
  double frames_per_second() const { return static_cast<double>(sample_rate_hz) / hop_length; }
};

/// "backbeat" (the values above), "librosa" or "torchaudio": the defaults of those libraries.
/// Throws std::invalid_argument on any other name.
FeatureSettings preset(std::string_view name);

/// Throws std::invalid_argument naming the setting, what was found and what was expected.
void validate(const FeatureSettings& settings);

}  // namespace backbeat::audio
