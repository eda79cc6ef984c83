#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "audio/decode.h"
#include "audio/feature_settings.h"

// Samples to a log-mel spectrogram: the front end of every model.
namespace backbeat::audio {

/// A (n_mels, n_frames) matrix, row-major: one row a mel band, in dB.
struct Spectrogram {
  int n_mels = 0;
  int n_frames = 0;
  std::vector<float> values;

  float at(int mel, int frame) const {
    return values[static_cast<std::size_t>(mel) * static_cast<std::size_t>(n_frames) +
                  static_cast<std::size_t>(frame)];
  }
};

/// Computes log-mel spectrograms: plan once, use for many clips. One object a thread.
class LogMel {
 public:
  /// Throws std::invalid_argument where validate() does, or where sample_rate_hz is 0.
  explicit LogMel(const FeatureSettings& settings);
  ~LogMel();
  LogMel(LogMel&&) noexcept;
  LogMel& operator=(LogMel&&) noexcept;

  /// `samples` at settings().sample_rate_hz. Gives 1 + n / hop_length frames (centred).
  Spectrogram operator()(std::span<const float> samples) const;

  const FeatureSettings& settings() const;
  /// Mel bands that no FFT bin falls into: they hold only the floor. The caller warns.
  int empty_bands() const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace backbeat::audio
