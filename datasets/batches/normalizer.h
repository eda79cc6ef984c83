#pragma once

#include <span>
#include <vector>

#include "audio/features/log_mel.h"

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

/// A window of dB to what a network sees: counted from its reference, compressed, and standardised
/// by mean and standard deviation of each mel band over the training clips. Travels in the model
/// file.
struct Normalizer {
  std::vector<float> mean, std;  ///< n_mels each, of compressed values; std > 0
  Reference reference;
  audio::Compression compression;  ///< the front end's

  /// Every clip weighs the same, however long; `std` is 1 dB at least. Throws std::invalid_argument
  /// where require_uniform() does.
  static Normalizer fit(std::span<const audio::Spectrogram> spectrograms,
                        const Reference& reference = {},
                        const audio::Compression& compression = {});

  /// Of rows of any numbers instead of dB: `std` is at least a hundredth of the rows' root mean
  /// square deviation, or 1 where none varies. A number that is the same in all these clips and not
  /// elsewhere would drown the others. Throws as fit() does.
  static Normalizer of_numbers(std::span<const audio::Spectrogram> rows);

  /// Compresses, and changes nothing else.
  static Normalizer identity(int n_mels, const audio::Compression& compression);

  /// On a window (n_mels, n_frames) of dB, in place.
  void apply(std::span<float> window) const;
};

}  // namespace backbeat::datasets
