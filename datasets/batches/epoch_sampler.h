#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/features/log_mel.h"
#include "datasets/batches/augment_options.h"
#include "datasets/batches/batch.h"
#include "datasets/batches/normalizer.h"

namespace backbeat::datasets {

class WaveformWindows;

/// Draws the batches of an epoch: each clip once, in an order drawn from (seed, epoch), each as one
/// crop at a place drawn from (seed, epoch, clip), augmented with draws from the same. Random
/// access, so that a resumed run or a prefetching thread sees the same batches.
///
/// The sizes of an epoch's batches differ by one at most and never exceed batch_size: 65 clips in
/// batches of 32 come as 21, 22 and 22, not as 32, 32 and 1. So every clip weighs about the same,
/// and batch normalisation never meets a batch of one unless batch_size is below 3 or the clip is
/// alone. Every batch has its share of the clips with a label and of those without.
class EpochSampler {
 public:
  struct Options {
    int batch_size = 32;
    int n_frames = 128;
    std::uint64_t seed = 1;
    AugmentOptions augment;
    double floor_db = -80.0;  ///< the front end's smallest value
    AskTeacher ask;           ///< about each window as its waveform was altered; unset: nobody is
  };

  /// Keeps references: `spectrograms`, `labels`, `normalizer` and `waveforms` must outlive the
  /// sampler. `spectrograms` are those of all augment.versions() of the clips, in the order of
  /// with_recodings(); `labels` one per clip, -1 for none. With `waveforms`, of the same clips,
  /// batches are made by them, else of spectrograms. Throws std::invalid_argument on numbers of
  /// clips, bands or labels that do not fit together, and where augment.needs_waveforms() and there
  /// are none.
  EpochSampler(std::span<const audio::Spectrogram> spectrograms, std::span<const int> labels,
               const Normalizer& normalizer, const Options& options,
               const WaveformWindows* waveforms = nullptr);

  int batches_per_epoch() const;
  Batch batch(int epoch, int index) const;

 private:
  std::vector<int> clips_of(int epoch, int index) const;
  std::size_t window_values() const;
  std::span<float> window_of(Batch& batch, std::size_t i) const;
  float first_frame(int epoch, int clip) const;
  void copy_crops(int epoch, Batch& batch) const;
  void augment_waveforms(int epoch, Batch& batch) const;
  void finish_windows(int epoch, Batch& batch) const;

  std::span<const audio::Spectrogram> spectrograms_;
  std::span<const int> labels_;
  std::vector<int> labelled_, unlabelled_;  ///< clips
  const Normalizer& normalizer_;
  Options options_;
  const WaveformWindows* waveforms_;
};

}  // namespace backbeat::datasets
