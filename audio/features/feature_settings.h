#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audio/features/compression.h"

namespace backbeat::audio {

enum class MelScale { kSlaney, kHtk, kKaldi };
enum class MelNorm { kSlaney, kNone };
/// On what axis a band's triangle has straight sides.
enum class MelTriangles { kHz, kMel };
/// What is around a signal whose frames are centred; or frames begin where they stand, the first
/// one with the signal, and none passes its end.
enum class PadMode { kConstant, kReflect, kNone };
/// Hann's window, of period win_length or win_length - 1.
enum class Window { kPeriodic, kSymmetric };
/// Where a window shorter than the transform lies in it.
enum class WindowPlace { kCentre, kBegin };

/// Every number the front end depends on. It travels inside the model file.
struct FeatureSettings {
  int sample_rate_hz = 22050;  ///< audio is resampled to it; 0: the file's own rate
  double pre_emphasis = 0.0;   ///< a > 0: x[n] <- x[n + 1] - a x[n], one sample fewer
  int n_fft = 2048;            ///< FFT length, even
  int win_length = 0;          ///< 0: n_fft
  Window window = Window::kPeriodic;
  WindowPlace window_place = WindowPlace::kCentre;
  int hop_length = 512;  ///< samples from one frame to the next
  int n_mels = 128;
  double fmin_hz = 0.0;
  double fmax_hz = 0.0;  ///< 0: half the sample rate
  MelScale mel_scale = MelScale::kSlaney;
  MelNorm mel_norm = MelNorm::kSlaney;
  MelTriangles mel_triangles = MelTriangles::kHz;
  double power = 2.0;  ///< exponent of the magnitude: 2 power, 1 amplitude
  PadMode pad_mode = PadMode::kConstant;
  double floor = 1e-8;      ///< smallest mel value before the logarithm
  double top_db = 0.0;      ///< > 0: everything is raised to at least max - top_db
  Compression compression;  ///< dB to what a network sees: no part of a Spectrogram

  int window_length() const { return win_length > 0 ? win_length : n_fft; }
  bool is_centred() const { return pad_mode != PadMode::kNone; }
  /// Frames of a signal of so many samples.
  std::int64_t frames_of(std::int64_t samples) const;
  bool operator==(const FeatureSettings&) const = default;
  double frames_per_second() const { return static_cast<double>(sample_rate_hz) / hop_length; }
};

/// Names of presets: "backbeat" (the values above); "librosa" and "torchaudio", the defaults of
/// those libraries; and what published networks were trained with.
std::vector<std::string> preset_names();
/// Throws std::invalid_argument on any other name.
FeatureSettings preset(std::string_view name);

/// Throws std::invalid_argument naming the setting, what was found and what was expected.
void validate(const FeatureSettings& settings);

}  // namespace backbeat::audio
