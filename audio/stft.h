#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "audio/feature_settings.h"

// The short-time Fourier transform: how loud each frequency is around each moment.
namespace backbeat::audio {

/// Frame t is centred on sample t * hop_length, weighted by a periodic Hann window
///   w_n = 1/2 - 1/2 cos(2 pi n / n_fft),
/// and transformed: X_k = sum_n w_n x_n exp(-2 pi i k n / n_fft). One object a thread.
class Stft {
 public:
  /// `n_fft` even, at least 2. Outside the clip the samples are 0 (kConstant), or the clip mirrored
  /// at its first and last sample, as often as it takes where it is shorter than half a window.
  Stft(int n_fft, int hop_length, PadMode pad_mode);
  ~Stft();
  Stft(Stft&&) noexcept;
  Stft& operator=(Stft&&) noexcept;

  int n_bins() const;  ///< n_fft / 2 + 1
  int n_frames(std::size_t n_samples) const;

  /// Writes |X_k|^2 of frame `frame` into `power`, which holds n_bins() values.
  void power_spectrum(std::span<const float> samples, int frame, std::span<float> power) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace backbeat::audio
