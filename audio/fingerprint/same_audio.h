#pragma once

#include <span>
#include <vector>

#include "audio/fingerprint/fingerprint.h"

// Which of many recordings are one and the same, whole or in part, without comparing every two.
namespace backbeat::audio {

struct SameAudio {
  int first = 0, second = 0;  ///< positions in the list, first < second
  double offset_s = 0.0;      ///< the beginning of `first` is at this time of `second`
  double similarity = 0.0;    ///< share of equal bits: 1 for copies, about 0.5 for unrelated ones
};

struct SameAudioOptions {
  double max_error_rate = 0.2;  ///< of the bits that are reliable in both
  int min_bits = 1000;          ///< that must be reliable in both: about 1.3 s of music
};

/// Pairs that are the same audio by `options`, compared over all that lies over each other; of
/// several offsets the best; sorted by `first`, then `second`. They are found by frames that have
/// equal bits but for one unreliable one, so nothing is spent on most pairs. Recordings of equal
/// digest are the same however short or unchanging.
std::vector<SameAudio> find_same_audio(std::span<const Fingerprint> fingerprints,
                                       const SameAudioOptions& options = {});

}  // namespace backbeat::audio
