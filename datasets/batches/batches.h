#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "audio/features/log_mel.h"
#include "datasets/batches/augment_options.h"

// Spectrograms to what a network eats: standardised windows of a fixed number of frames.
namespace backbeat::datasets {

/// Throws std::invalid_argument on an empty list, a spectrogram without frames, or two numbers of
/// mel bands.
void require_uniform(std::span<const audio::Spectrogram> spectrograms);

/// What the dB of a window count from, so that what a recording's level and equalisation make of
/// the same music matters less.
struct Reference {
  /// R > 0: x <- max(x - L, -R) with the window's level L = 10 log10(mean of 10^(x / 10)), dB from
  /// its mean power. What is quieter than the range counts as silence, so that treble which a codec
  /// removed and treble which is hardly there look alike. 0: x counts from full scale.
  float level_range_db = 0.0F;
  /// s, 0 to 1: then x <- x - s mean(x) with the mean over time of x's mel band in the window.
  float band_mean_share = 0.0F;

  /// On `values` of (n_mels, n_frames) dB, in place.
  void apply(std::span<float> values, int n_mels) const;
};

/// Mean and standard deviation of each mel band over the training clips, and what values count from
/// before. Travels in the model file.
struct Normalizer {
  std::vector<float> mean, std;  ///< n_mels each, in dB; std > 0
  Reference reference;

  /// Every clip weighs the same, however long; `std` is 1 dB at least. Throws std::invalid_argument
  /// where require_uniform() does.
  static Normalizer fit(std::span<const audio::Spectrogram> spectrograms,
                        const Reference& reference = {});

  /// Standardises a window (n_mels, n_frames) of dB in place.
  void apply(std::span<float> window) const;
};

/// Copies the `n_frames` frames that begin at `first` into `out` (n_mels x n_frames, row-major).
/// Frames past the end begin again at the first one: a short clip is tiled.
void copy_frames(const audio::Spectrogram& spectrogram, int first, int n_frames,
                 std::span<float> out);

/// copy_frames(), standardised: what a network sees of a clip.
void copy_window(const audio::Spectrogram& spectrogram, const Normalizer& normalizer, int first,
                 int n_frames, std::span<float> out);

/// First frames of the windows that cover a clip, `hop` apart; the last one is moved back to end
/// with the clip. A clip shorter than a window has one, at 0.
std::vector<int> window_starts(int clip_frames, int window_frames, int hop);

/// What a training step sees.
struct Batch {
  std::vector<float> inputs;        ///< (size, n_mels, n_frames)
  std::vector<int> labels;          ///< size of them; -1: none
  std::vector<int> clips;           ///< their positions in the list that the sampler was given
  std::vector<float> first_frames;  ///< where their windows begin in them
  /// Where clips are mixed, else empty: the target of clip i is lambda_i its own label and
  /// 1 - lambda_i its partner's.
  std::vector<int> partners;  ///< their positions, as `clips`
  std::vector<int> partner_labels;
  std::vector<float> partner_first_frames;
  std::vector<float> lambdas;
};

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
  };

  /// Keeps references: `spectrograms`, `labels`, `normalizer` and `waveforms` must outlive the
  /// sampler. `spectrograms` are those of all augment.versions() of the clips, in the order of
  /// with_recodings(); `labels` one a clip, -1 for none. With `waveforms`, of the same clips,
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
