#pragma once

#include <filesystem>
#include <vector>

#include "datasets/splits/split.h"

// Music that only a teacher knows something of.
namespace backbeat::datasets {

/// Recordings without labels: the rows of a CSV manifest, which needs only the column path (and
/// may have start_s, end_s, artist and track), relative to `root` or, where that is "", to its
/// folder; or all audio files below a folder. Their labels are "". Throws ManifestError where
/// nothing is found.
std::vector<Clip> load_unlabelled(const std::filesystem::path& source,
                                  const std::filesystem::path& root);

/// Positions of the `unlabelled` clips to train on beside split.train: all but those that share a
/// file or track, or an artist where `by` says so, with a clip that validates or tests.
std::vector<int> kept_apart(const std::vector<Clip>& unlabelled, const Dataset& dataset,
                            const Split& split, GroupBy by);

}  // namespace backbeat::datasets
