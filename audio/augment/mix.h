#pragma once

#include <span>

#include "audio/random.h"

namespace backbeat::audio {

struct MixOptions {
  double probability = 0.5;  ///< of a clip to be mixed at all
};

/// Mixes `other` into `samples` so that they stand as lambda to 1 - lambda in level:
///
///   x <- g_x (lambda x / g_x + (1 - lambda) y / g_y) / sqrt(lambda^2 + (1 - lambda)^2)
///
/// with g the root mean squares: between-class learning (Tokozume, Ushiku and Harada, "Learning
/// from between-class examples for deep sound recognition", ICLR 2018, eq. 2), up to the factor
/// that keeps the level of `samples` where the two are uncorrelated. Plain mixup (Zhang et al.,
/// ICLR 2018) mixes amplitudes as they come: half of a quiet recording could not be heard beside
/// half of a loud one, and the target would still say half.
///
/// Returns the share of `samples` in the target: lambda, or 1 where either is silent and nothing
/// was mixed. Both have the same length; lambda is in [0, 1].
double mix_clips(std::span<float> samples, std::span<const float> other, double lambda);

/// The share of the clip itself: 1 where it is not to be mixed, else uniform in [0, 1), as
/// published.
double draw_lambda(Random& random, const MixOptions& options);

}  // namespace backbeat::audio
