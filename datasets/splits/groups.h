#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"

// Clips that belong together, by the music and the people in them.
namespace backbeat::datasets {

enum class GroupBy { kArtist, kTrack, kNone };

/// Group number of each clip: equal numbers must stay on one side. Grouping by artist also joins
/// clips of one track, and a clip without an artist (or track) is grouped by what it has, down to
/// its file. So groups are the connected components of "shares an artist, a track or a file".
/// kNone: each clip is a group of its own.
std::vector<int> group_clips(const std::vector<Clip>& clips, GroupBy by);

/// What the manifest says of each clip (its side or fold: `what`), said of whole groups: a clip
/// that the manifest leaves open goes with the rest of its group. Throws ManifestError where two
/// clips of a group differ.
std::vector<std::optional<int>> agree_by_group(const Dataset& dataset,
                                               const std::vector<int>& groups,
                                               const std::vector<std::optional<int>>& values,
                                               std::string_view what);

}  // namespace backbeat::datasets
