#pragma once

#include <optional>
#include <utility>

#include "audio/augment/band_limit.h"
#include "audio/augment/equalizer.h"
#include "audio/augment/gain.h"
#include "audio/augment/mix.h"
#include "audio/augment/noise.h"
#include "audio/augment/spec_augment.h"
#include "audio/augment/speed.h"
#include "audio/augment/tilt.h"

namespace backbeat::datasets {

/// What is changed about a clip each time it is trained on. Unset: off. Each optional member is a
/// row of visit_augmentations(), from which options and JSON follow.
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

/// The one list of augmentations that are on or off: calls visit(name, options, help, fields...)
/// for each. A field is a pair of its name, which `help` may hold in braces (with _percent: a hundred
/// times as much), and the member of the options.
template <typename AnyOptions, typename Visit>
void visit_augmentations(AnyOptions& o, const Visit& visit) {
  using audio::BandLimitOptions, audio::EqualizerOptions, audio::GainOptions, audio::MixOptions,
      audio::NoiseOptions, audio::PolarityOptions, audio::SpecAugmentOptions, audio::SpeedOptions,
      audio::TiltOptions;
  using std::pair;
  visit("gain", o.gain, "Gain of {low_db} to {high_db} dB", pair{"low_db", &GainOptions::low_db},
        pair{"high_db", &GainOptions::high_db});
  visit("tilt", o.tilt,
        "Equaliser tilted by {low_db_per_octave} to {high_db_per_octave} dB an octave about "
        "{pivot_hz} Hz",
        pair{"low_db_per_octave", &TiltOptions::low_db_per_octave},
        pair{"high_db_per_octave", &TiltOptions::high_db_per_octave},
        pair{"pivot_hz", &TiltOptions::pivot_hz});
  visit("speed", o.speed, "Speed, pitch and tempo together, times {low} to {high}",
        pair{"low", &SpeedOptions::low}, pair{"high", &SpeedOptions::high});
  visit("noise", o.noise, "White or pink noise, {low_snr_db} to {high_snr_db} dB below the clip",
        pair{"low_snr_db", &NoiseOptions::low_snr_db},
        pair{"high_snr_db", &NoiseOptions::high_snr_db},
        pair{"pink_probability", &NoiseOptions::pink_probability});
  visit("mix", o.mix,
        "Another clip mixed in at any level, target too, with probability {probability}",
        pair{"probability", &MixOptions::probability});
  visit("polarity", o.polarity, "Sign turned with probability {probability}: matters with mix only",
        pair{"probability", &PolarityOptions::probability});
  visit("equalizer", o.equalizer,
        "Bass and treble each turned up or down, by {spread_db} dB (standard deviation), in a "
        "straight line over the mel bands",
        pair{"spread_db", &EqualizerOptions::spread_db});
  visit("band_limit", o.band_limit,
        "Bandwidth cut at a random edge by {least_cut_db} to {largest_cut_db} dB: treble with "
        "probability {low_pass_probability}, bass with {high_pass_probability}",
        pair{"low_pass_probability", &BandLimitOptions::low_pass_probability},
        pair{"lowest_low_pass_edge", &BandLimitOptions::lowest_low_pass_edge},
        pair{"high_pass_probability", &BandLimitOptions::high_pass_probability},
        pair{"highest_high_pass_edge", &BandLimitOptions::highest_high_pass_edge},
        pair{"least_cut_db", &BandLimitOptions::least_cut_db},
        pair{"largest_cut_db", &BandLimitOptions::largest_cut_db});
  visit(
      "spec", o.spec,
      "SpecAugment: {frequency_masks} bands of up to {widest_frequency_mask_percent} % of the mel "
      "bands, {time_masks} of up to {widest_time_mask_percent} % of the frames, set to the mean",
      pair{"frequency_masks", &SpecAugmentOptions::frequency_masks},
      pair{"widest_frequency_mask", &SpecAugmentOptions::widest_frequency_mask},
      pair{"time_masks", &SpecAugmentOptions::time_masks},
      pair{"widest_time_mask", &SpecAugmentOptions::widest_time_mask});
}

}  // namespace backbeat::datasets
