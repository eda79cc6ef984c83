#pragma once

#include <cstdint>
#include <vector>

#include "datasets/synth/harmony.h"
#include "datasets/synth/styles.h"

// The notes of one clip, and where its random numbers come from.
namespace backbeat::datasets::synth {

struct Note {
  double start_s = 0.0;  ///< from the clip's first sample; negative where it rings into the clip
  double duration_s = 0.0;
  int pitch = 60;
  double velocity = 0.8;
};

struct Hit {
  Drum drum = Drum::kKick;
  double start_s = 0.0;
  double velocity = 0.8;
};

struct Score {
  std::vector<Hit> drums;
  std::vector<Note> bass;
  std::vector<Note> chords;
  std::vector<Note> lead;
};

/// Each clip's random numbers come in streams of their own, so that a change to one player leaves
/// what the others play alone.
enum class Stream : std::uint64_t {
  kSession,
  kDrums,
  kBass,
  kChords,
  kLead,
  kEnsemble,
  kDrumSound,
  kBassSound,
  kChordSound,
  kLeadSound,
  kMix
};

struct ClipKey {
  std::uint64_t seed = 1;
  std::uint64_t style = 0;
  std::uint64_t index = 0;

  audio::Random stream(Stream which) const {
    return {seed, style, index, static_cast<std::uint64_t>(which)};
  }
};

}  // namespace backbeat::datasets::synth
