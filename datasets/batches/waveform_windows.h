#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/features/log_mel.h"
#include "datasets/batches/augment_options.h"
#include "datasets/features/waveform_store.h"
#include "datasets/streams.h"

namespace backbeat::datasets {

/// Throws std::invalid_argument naming the setting where spectrograms of crops would differ from
/// crops of spectrograms (top_db: its maximum is over the whole clip), or where clips differ in
/// rate (sample_rate_hz 0) and could not be mixed.
void require_croppable(const audio::FeatureSettings& settings);

/// Augments waveforms and makes windows of them, as a pure function of (seed, epoch, clip):
///
///   crop -> speed -> tilt -> gain -> polarity -> mix -> noise -> log-mel
///
/// A crop takes the samples that its frames see, half an FFT on both sides included, so that with
/// nothing switched on a window equals the same frames of the whole clip. What lies outside of the
/// clip is padded as the front end would. A clip is mixed with another as that one is heard itself
/// in this epoch.
class WaveformWindows {
 public:
  struct Options {
    int n_frames = 128;
    std::uint64_t seed = 1;
    AugmentOptions augment;  ///< `spec` is not for waveforms: EpochSampler masks
  };

  /// What a clip was mixed with: the target is `lambda` its own label, 1 - lambda its partner's.
  struct Mixed {
    int partner = 0;
    double lambda = 1.0;
  };

  /// Keeps a reference: `store`, which holds all augment.versions() of the clips in the order of
  /// with_recodings(), must outlive it. Throws std::invalid_argument where require_croppable()
  /// does.
  WaveformWindows(const WaveformStore& store, const audio::FeatureSettings& settings,
                  const Options& options);

  /// Clips.
  int size() const { return store_.size() / options_.augment.versions(); }

  /// Where the window of a clip begins, in frames of the clip as it is.
  float first_frame(const streams::ClipKey& key) const;

  /// Writes the windows of `clips`, (clips, n_mels, n_frames) in dB, each by one thread, and to
  /// `heard`, where it is one per clip and not empty, the samples of their frames without what lies
  /// around them. Throws std::runtime_error where the store does. Not from two threads at once.
  std::vector<Mixed> write(int epoch, std::span<const int> clips, std::span<float> inputs,
                           std::span<std::vector<float>> heard = {}) const;

 private:
  using ClipKey = streams::ClipKey;

  /// Which version of a clip is heard, how fast, and which frames of it, counted at that speed.
  struct Place {
    int entry = 0;
    double speed = 1.0;
    int first_frame = 0;
    int frames = 0;
  };
  Place place(const ClipKey& key) const;
  Mixed write_one(const ClipKey& key, audio::LogMel& log_mel, std::span<float> out,
                  std::vector<float>* heard) const;
  std::vector<float> altered(const ClipKey& key) const;
  std::vector<float> crop(const Place& place) const;
  std::vector<float> padded(int entry, std::int64_t begin, std::int64_t end) const;
  Mixed mix(const ClipKey& key, std::vector<float>& samples) const;

  const WaveformStore& store_;
  audio::FeatureSettings settings_;
  Options options_;
  int context_frames_;                           ///< on each side of a crop: they see past its ends
  mutable std::vector<audio::LogMel> log_mels_;  ///< one per thread: plans and scratch
};

}  // namespace backbeat::datasets
