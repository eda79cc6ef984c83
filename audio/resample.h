#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace backbeat::audio {

/// What a Resampler does, as it is stored in model files.
inline constexpr const char* kResamplerName = "soxr_hq";

/// Resamples a signal that arrives in blocks of any size by libsoxr's HQ recipe: the numbers of
/// librosa.resample(res_type="soxr_hq"). n samples become ceil(n * to_hz / from_hz), unchanged
/// where the rates are equal. One object a signal.
class Resampler {
 public:
  /// Throws std::invalid_argument where a rate is not positive.
  Resampler(int from_hz, int to_hz);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// What can be said after `block`; valid until the next call, and as long as `block` is.
  std::span<const float> push(std::span<const float> block);
  /// The rest; nothing may be pushed any more.
  std::span<const float> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same for a whole signal.
std::vector<float> resample(std::span<const float> samples, int from_hz, int to_hz);

}  // namespace backbeat::audio
