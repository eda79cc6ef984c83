#include "datasets/splits/folds.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "datasets/splits/stratify.h"
#include "datasets/streams.h"

namespace backbeat::datasets {
namespace {

std::vector<int> folds_of_manifest(const Dataset& dataset, const std::vector<int>& groups) {
  std::vector<std::optional<int>> given;
  for (const Clip& clip : dataset.clips) given.push_back(clip.fold);
  std::vector<int> folds;
  for (const auto& fold : agree_by_group(dataset, groups, given, "fold")) folds.push_back(*fold);
  return folds;
}

void require_every_fold(const std::vector<int>& folds, int k) {
  const std::set<int> used(folds.begin(), folds.end());
  for (int fold = 0; fold < k; ++fold) {
    if (used.contains(fold)) continue;
    throw ManifestError(fmt::format(
        "fold {}: found no clip, expected {} folds with clips in each; take fewer folds where "
        "there are fewer groups (artists), or as many as the manifest's fold column has",
        fold, k));
  }
}

void require_classes_in_two_folds(const Dataset& dataset, const std::vector<int>& folds) {
  std::vector<std::set<int>> folds_of(dataset.labels.size());
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const auto label = dataset.label_index(dataset.clips[i].label).value();
    folds_of[static_cast<std::size_t>(label)].insert(folds[i]);
  }
  for (std::size_t c = 0; c < folds_of.size(); ++c) {
    if (folds_of[c].size() >= 2) continue;
    throw ManifestError(fmt::format(
        "class \"{}\": found all its clips in fold {}, expected two folds at least, so "
        "that it can be trained when it is judged; it needs clips of two groups (artists)",
        dataset.labels[c], *folds_of[c].begin()));
  }
}

}  // namespace

std::vector<int> draw_folds(const Dataset& dataset, int k, GroupBy group, std::uint64_t seed) {
  std::vector<int> all(dataset.clips.size());
  std::iota(all.begin(), all.end(), 0);
  const std::vector<Group> groups = gather_groups(dataset, all, group_clips(dataset.clips, group));
  const std::vector<double> shares(static_cast<std::size_t>(k), 1.0 / k);
  audio::Random random{seed, streams::kFolds};
  const std::vector<std::size_t> sides =
      deal(groups, {.side_shares = shares, .pinned = {}}, random);
  std::vector<int> folds(dataset.clips.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const int clip : groups[g].clips) {
      folds[static_cast<std::size_t>(clip)] = static_cast<int>(sides[g]);
    }
  }
  return folds;
}

std::vector<int> make_folds(const Dataset& dataset, int k, GroupBy group, std::uint64_t seed) {
  if (k < 2) throw std::invalid_argument(fmt::format("folds: found {}, expected 2 or more", k));
  const bool has_column =
      std::all_of(dataset.clips.begin(), dataset.clips.end(),
                  [k](const Clip& clip) { return clip.fold && *clip.fold < k; });
  std::vector<int> folds = has_column
                               ? folds_of_manifest(dataset, group_clips(dataset.clips, group))
                               : draw_folds(dataset, k, group, seed);
  require_every_fold(folds, k);
  require_classes_in_two_folds(dataset, folds);
  return folds;
}

}  // namespace backbeat::datasets
