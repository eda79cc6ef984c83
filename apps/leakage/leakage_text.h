#pragma once

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "datasets/splits/leakage.h"

// Pairs of clips in words.
namespace backbeat::apps {

/// What a side's or fold's number is called.
using SideName = std::function<std::string(int side)>;

/// "train", "valid", "test", the numbers of datasets::Side; "none".
std::string split_side_name(int side);
/// "fold 0", "fold 1", ..., "unlabelled" for kUnlabelledSide, "none".
std::string fold_name(int side);
inline constexpr int kUnlabelledSide = std::numeric_limits<int>::max();

/// Clips, the number of the side or fold that each is on (negative: none), and their names.
struct SidedClips {
  std::vector<datasets::Clip> clips;
  std::vector<int> sides;
  SideName side_name;
};

/// What the two share: "file", "track", "artist", "audio"; of a contradiction "two labels",
/// "two artists" or "two tracks", whichever comes first.
std::string leak_kind(const datasets::ClipPair& pair);
std::string contradiction_kind(const datasets::ClipPair& pair, const SidedClips& clips);

/// "kind<TAB>side<TAB>side<TAB>path<TAB>path<TAB>details".
std::string pair_line(const std::string& kind, const datasets::ClipPair& pair,
                      const SidedClips& clips);

}  // namespace backbeat::apps
