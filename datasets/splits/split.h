#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/splits/groups.h"

// Who is trained on and who is judged by: no artist and no track on two sides.
namespace backbeat::datasets {

struct Split {
  std::vector<int> train, valid, test;  ///< positions in Dataset::clips, ascending
};

struct SplitOptions {
  std::optional<int> test_fold;  ///< clips of that `fold` are the test side
  /// Fold of each clip, as make_folds() gives them: the manifest's `fold` and `split` columns then
  /// count for nothing. Empty: the manifest's.
  std::vector<int> folds;
  int clips_per_class = 0;      ///< at most so many of the training side's are used, drawn; 0: all
  double valid_fraction = 0.1;  ///< of what is left, taken group by group, stratified by label
  GroupBy group = GroupBy::kArtist;
  std::uint64_t seed = 1;
};

/// The manifest's own `split` column is kept where there is one; a test fold comes next. Of the
/// training side's clips a few are kept where so many are asked for: those of fewer are among those
/// of more. Validation is then drawn from the training side unless the manifest names a valid side. The largest group
/// of a class always trains, so a class of one group is not in a drawn validation side; a class of
/// several is, with its smallest if need be.
/// Throws ManifestError where the manifest's sides or folds cut through a group, no clip is in the
/// test fold, or a class has no training clip.
Split make_split(const Dataset& dataset, const SplitOptions& options);

}  // namespace backbeat::datasets
