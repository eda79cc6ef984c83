#pragma once

#include <string>
#include <vector>

#include "audio/features/feature_settings.h"

// Round numbers along an axis, far enough apart for their labels.
namespace backbeat::apps::picture {

struct Tick {
  double place = 0.0;  ///< in frames, mel bands or dB; frame and band i reach from i to i + 1
  std::string label;
};

struct TimeAxis {
  int n_frames = 0;
  double frames_per_second = 0.0;
  double start_s = 0.0;     ///< of the first frame
  double gap_frames = 0.0;  ///< from tick to tick, at least
};

/// Times from start_s to the end of the last frame, one at least. Frame i is centred on
/// start_s + i / frames_per_second. Labels are seconds, or min:s (h:min:s) where the last one is a
/// minute or more.
std::vector<Tick> time_ticks(const TimeAxis& axis);

/// Frequencies in Hz, "k" for thousands, from the lowest up: octaves of 1 kHz and, where there is
/// room, others between; in a range too narrow for four of these, multiples of one step.
/// `settings` are as mel_filterbank() wants them.
std::vector<Tick> frequency_ticks(const audio::FeatureSettings& settings, double gap_bands);

/// Multiples of 1, 2 or 5 times a power of ten.
std::vector<Tick> level_ticks(double low_db, double high_db, double gap_db);

}  // namespace backbeat::apps::picture
