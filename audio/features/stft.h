#pragma once

#include <memory>
#include <span>
#include <vector>

#include "audio/features/feature_settings.h"
#include "audio/features/lanes.h"

// The short-time Fourier transform: how loud each frequency is around each moment.
namespace backbeat::audio {

/// Hann's window of `length` numbers, of that period or, symmetric, of one less, among 0 in a frame
/// of n_fft: in its middle or at its beginning.
std::vector<float> hann_window(const FeatureSettings& settings);

/// A frame is n_fft samples, weighted by a window such as the periodic Hann window
///   w_n = 1/2 - 1/2 cos(2 pi n / n_fft),
/// and transformed: X_k = sum_n w_n x_n exp(-2 pi i k n / n_fft). kLanes frames at a time, one in
/// each lane. One object a thread.
class Stft {
 public:
  /// As many numbers of the window as there are samples in a frame: even, at least 2.
  Stft(std::vector<float> window, int hop_length);
  ~Stft();
  Stft(Stft&&) noexcept;
  Stft& operator=(Stft&&) noexcept;

  int n_bins() const;  ///< n_fft / 2 + 1
  /// Samples under kLanes frames: (kLanes - 1) * hop_length + n_fft.
  std::size_t span_samples() const;

  /// Writes |X_k|^2 into `power`, which holds n_bins() values: lane l is of the frame that begins
  /// at sample l * hop_length of `samples`, which are span_samples() of them.
  void power_spectra(std::span<const float> samples, std::span<Lanes> power);

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace backbeat::audio
