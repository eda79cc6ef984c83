#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "audio/mono.h"

// A small band that plays on demand: music of several styles, composed and synthesised by code, so
// that the whole program can be tried and tested without anybody's recordings.
namespace backbeat::datasets {

/// The styles, sorted; also the class folders' names.
const std::vector<std::string>& synth_styles();

struct SynthClipOptions {
  std::string style;
  std::uint64_t seed = 1;   ///< same (style, seed, index): same samples
  std::uint64_t index = 0;  ///< number of the clip within its style
  double duration_s = 10.0;
  int sample_rate_hz = 22050;
};

/// One clip. Tempo, key, swing, arrangement, timbre, mix, level and bandwidth are drawn for each.
/// Throws std::invalid_argument on an unknown style.
audio::Mono synthesise(const SynthClipOptions& options);

}  // namespace backbeat::datasets
