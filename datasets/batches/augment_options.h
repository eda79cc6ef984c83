#pragma once

#include <optional>

#include "audio/augment/band_limit.h"
#include "audio/augment/equalizer.h"
#include "audio/augment/gain.h"
#include "audio/augment/mix.h"
#include "audio/augment/noise.h"
#include "audio/augment/spec_augment.h"
#include "audio/augment/speed.h"
#include "audio/augment/tilt.h"

namespace backbeat::datasets {

/// What is changed about a clip each time it is trained on. Unset: off.
struct AugmentOptions {
  std::optional<audio::GainOptions> gain;
  std::optional<audio::TiltOptions> tilt;
  std::optional<audio::SpeedOptions> speed;
  std::optional<audio::NoiseOptions> noise;
  std::optional<audio::MixOptions> mix;
  std::optional<audio::PolarityOptions> polarity;
  std::optional<audio::EqualizerOptions> equalizer;
  std::optional<audio::BandLimitOptions> band_limit;
  std::optional<audio::SpecAugmentOptions> spec;
  /// Further versions of each clip by with_recodings(). Half of the times a clip is seen it is one
  /// of them.
  int recode = 0;
  bool crop = true;  ///< a window at a random place of the clip; off: in its middle

  int versions() const { return 1 + recode; }

  /// Whether spectrograms do not suffice.
  bool needs_waveforms() const { return gain || tilt || speed || noise || mix || polarity; }
};

}  // namespace backbeat::datasets
