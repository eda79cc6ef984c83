#pragma once

#include <span>

#include "audio/random.h"

namespace backbeat::audio {

/// Numbers of masks, and the widest of them as a share of the window's height or length, in [0, 1].
struct SpecAugmentOptions {
  int frequency_masks = 2;
  double widest_frequency_mask = 0.125;
  int time_masks = 2;
  double widest_time_mask = 0.125;
};

/// Masks of SpecAugment (Park et al., Interspeech 2019, without its time warping). A frequency mask
/// takes the bands [f_0, f_0 + f), f uniform in {0, ..., F} and f_0 among all places where it fits;
/// a time mask takes frames likewise. What they take becomes `fill`: 0, the mean, in a standardised
/// window. `window` is (n_mels, n_frames), row-major. Masks may overlap.
void spec_augment(std::span<float> window, int n_mels, Random& random,
                  const SpecAugmentOptions& options, float fill = 0.0F);

}  // namespace backbeat::audio
