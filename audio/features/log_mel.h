#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "audio/features/feature_settings.h"
#include "audio/features/framer.h"

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

/// The mel bands of `settings` that no FFT bin falls into: they hold only the floor, which is worth
/// a warning. Settings are as validate() wants them, and sample_rate_hz is not 0.
int empty_bands(const FeatureSettings& settings);

/// Computes log-mel spectrograms: plan once, use for many clips, one after the other. One object a
/// thread.
class LogMel {
 public:
  /// Throws std::invalid_argument where validate() does, or where sample_rate_hz is 0.
  explicit LogMel(const FeatureSettings& settings);
  ~LogMel();
  LogMel(LogMel&&) noexcept;
  LogMel& operator=(LogMel&&) noexcept;

  /// `samples` at settings().sample_rate_hz. Gives 1 + n / hop_length frames (centred).
  Spectrogram operator()(std::span<const float> samples);

  const FeatureSettings& settings() const;

 private:
  friend class LogMelStream;
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// The same for a clip that arrives in blocks of any size: the same bits as of the whole, in memory
/// that grows by the frames that nobody has taken.
class LogMelStream {
 public:
  /// Works with `log_mel`, which must outlive it and serves one stream at a time.
  explicit LogMelStream(LogMel& log_mel);

  void push(std::span<const float> block);
  /// Frames that take() would give.
  std::size_t n_ready() const;
  /// The frames that are done and were not taken before. Not with top_db, which limits each frame by
  /// the loudest of the whole clip.
  Spectrogram take();
  /// The clip ends here: nothing may be pushed any more. The frames that were not taken.
  Spectrogram finish();

 private:
  void transform_group(std::span<const float> samples);
  Spectrogram gather(std::size_t n_frames);

  std::span<const float> emphasised(std::span<const float> samples);

  LogMel::Plan& plan_;
  std::optional<float> last_;  // sample of the block before, for pre-emphasis
  std::vector<float> emphasised_;
  Framer framer_;
  std::vector<std::vector<float>> groups_;  // (n_mels, kLanes) each, in dB, not taken yet
  std::size_t taken_ = 0;                   // frames
};

}  // namespace backbeat::audio
