#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "audio/fingerprint/same_audio.h"
#include "datasets/dataset.h"

// What a classifier could know by heart: the same music where it is trained and where it is judged.
namespace backbeat::datasets {

/// What two clips share.
enum class Sharing { kFile, kTrack, kArtist, kAudio };

/// Two clips that share something.
struct ClipPair {
  Sharing sharing = Sharing::kAudio;
  int first = 0, second = 0;  ///< positions in the list of clips
  std::string name;           ///< the path, track or artist; "" for kAudio
  std::size_t more = 0;       ///< further pairs of the same name on the same two sides
  double offset_s = 0.0;      ///< kAudio: as in audio::SameAudio
  double similarity = 0.0;    ///< kAudio: as in audio::SameAudio
};

struct LeakageReport {
  /// Two clips on two sides: files first, then tracks, artists and audio, each sorted. Of a name
  /// that stands on two sides, one pair. Audio is told where neither file nor track says it.
  std::vector<ClipPair> leaks;
  /// The same audio under two labels, tracks or artists, wherever it is.
  std::vector<ClipPair> contradictions;
};

/// Whether two names, of artists or tracks, are both known and not equal.
bool differ(const std::string& a, const std::string& b);

/// Compares clips of different sides. `sides` has a number for each clip: a side, or a fold;
/// negative ones are on no side. `same_audio` is of the same clips, found by
/// audio::find_same_audio(). Throws std::invalid_argument where the numbers of clips and sides
/// differ.
LeakageReport find_leakage(std::span<const Clip> clips, std::span<const int> sides,
                           std::span<const audio::SameAudio> same_audio);

}  // namespace backbeat::datasets
