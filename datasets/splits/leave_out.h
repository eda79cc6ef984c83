#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/splits/groups.h"
#include "datasets/splits/split.h"

// How right a model is in a collection that is not among those it was trained on.
namespace backbeat::datasets {

/// The sources of the clips, sorted. Throws ManifestError where there are fewer than two.
std::vector<std::string> sources_of(const Dataset& dataset);

struct LeaveOutOptions {
  int clips_per_class = 0;      ///< as in SplitOptions
  double valid_fraction = 0.1;  ///< as SplitOptions::valid_fraction, of the other sources
  GroupBy group = GroupBy::kArtist;
  std::uint64_t seed = 1;
};

/// A split whose test side is one source.
struct LeftOut {
  std::string source;
  std::vector<std::string> labels;    ///< classes that train, sorted: a model knows no others
  std::vector<std::string> unjudged;  ///< classes of the source that no other one has, sorted
  Split split;                ///< positions in Dataset::clips; `test` has clips of `labels` only
  std::size_t n_related = 0;  ///< clips of other sources that share a group with the test side
};

/// Trains on what other sources have, without the groups (artists) that are in `source` too, and
/// judges by the clips of `source` whose class is trained. The manifest's sides and folds count for
/// nothing. kNone still keeps tracks and files apart. Throws ManifestError where fewer than two
/// classes train, or none of them is in `source`.
LeftOut leave_out(const Dataset& dataset, const std::string& source,
                  const LeaveOutOptions& options);

}  // namespace backbeat::datasets
