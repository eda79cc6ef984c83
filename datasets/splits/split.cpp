#include "datasets/splits/split.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include "datasets/splits/stratify.h"
#include "datasets/streams.h"

namespace backbeat::datasets {
namespace {

/// The side that the manifest or the test fold gives each clip, as an int; nothing: not said.
std::vector<std::optional<int>> given_sides(const Dataset& dataset, const SplitOptions& options) {
  std::vector<std::optional<int>> sides;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const Clip& clip = dataset.clips[i];
    const std::optional<int> fold = options.folds.empty() ? clip.fold : options.folds[i];
    sides.emplace_back();
    if (clip.side && options.folds.empty()) {
      sides.back() = static_cast<int>(*clip.side);
    } else if (options.test_fold && fold) {
      sides.back() = static_cast<int>(fold == options.test_fold ? Side::kTest : Side::kTrain);
    }
  }
  return sides;
}

/// Leaves the first clips_per_class of each class, in a drawn order, on the training side.
void keep_few(const Dataset& dataset, const SplitOptions& options, Split& split) {
  audio::Random random{options.seed, streams::kFew};
  audio::shuffle(split.train, random);
  std::map<std::string_view, int> taken;
  std::erase_if(split.train, [&](int clip) {
    return ++taken[dataset.clips[static_cast<std::size_t>(clip)].label] > options.clips_per_class;
  });
  std::ranges::sort(split.train);
}

/// The largest group of every class: it trains, whatever the validation side would like.
std::vector<bool> pin_largest(const std::vector<Group>& groups, std::size_t classes) {
  std::vector<bool> pinned(groups.size());
  for (std::size_t c = 0; c < classes; ++c) {
    const auto largest = std::max_element(
        groups.begin(), groups.end(),
        [c](const Group& a, const Group& b) { return a.class_shares[c] < b.class_shares[c]; });
    if (largest != groups.end() && largest->holds(c)) {
      pinned[static_cast<std::size_t>(largest - groups.begin())] = true;
    }
  }
  return pinned;
}

/// Gives a class that validation lacks its smallest group that need not train.
void cover_every_class(const std::vector<Group>& groups, const std::vector<bool>& pinned,
                       std::size_t classes, std::vector<std::size_t>& sides) {
  for (std::size_t c = 0; c < classes; ++c) {
    std::optional<std::size_t> smallest;
    bool is_covered = false;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      if (!groups[g].holds(c)) continue;
      is_covered |= sides[g] == 1;
      if (pinned[g]) continue;
      if (!smallest || groups[g].clips.size() < groups[*smallest].clips.size()) smallest = g;
    }
    if (!is_covered && smallest) sides[*smallest] = 1;
  }
}

/// Moves about `valid_fraction` of the training clips to validation.
void draw_validation(const Dataset& dataset, const std::vector<int>& group_numbers,
                     const SplitOptions& options, Split& split) {
  const std::vector<Group> groups = gather_groups(dataset, split.train, group_numbers);
  const std::vector<bool> pinned = pin_largest(groups, dataset.labels.size());
  audio::Random random{options.seed, streams::kSplit};
  std::vector<std::size_t> sides = deal(
      groups,
      {.side_shares = {1.0 - options.valid_fraction, options.valid_fraction}, .pinned = pinned},
      random);
  cover_every_class(groups, pinned, dataset.labels.size(), sides);

  split.train.clear();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::vector<int>& side = sides[g] == 0 ? split.train : split.valid;
    side.insert(side.end(), groups[g].clips.begin(), groups[g].clips.end());
  }
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.valid.begin(), split.valid.end());
}

void require_training_clips(const Dataset& dataset, const Split& split) {
  std::set<std::string_view> trained;
  for (const int clip : split.train) {
    trained.insert(dataset.clips[static_cast<std::size_t>(clip)].label);
  }
  for (const std::string& label : dataset.labels) {
    if (trained.contains(label)) continue;
    throw ManifestError(
        fmt::format("class \"{}\": found no training clip, expected one at least; all of its clips "
                    "are on the validation or test side",
                    label));
  }
}

}  // namespace

Split make_split(const Dataset& dataset, const SplitOptions& options) {
  if (!(options.valid_fraction >= 0.0 && options.valid_fraction < 1.0)) {
    throw std::invalid_argument(
        fmt::format("valid_fraction: found {}, expected 0 <= x < 1", options.valid_fraction));
  }
  if (!options.folds.empty() && options.folds.size() != dataset.clips.size()) {
    throw std::invalid_argument(fmt::format("folds: found {}, expected {}, one per clip",
                                            options.folds.size(), dataset.clips.size()));
  }
  const std::vector<int> groups = group_clips(dataset.clips, options.group);
  const auto sides = agree_by_group(dataset, groups, given_sides(dataset, options), "side");
  Split split;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const auto side = static_cast<Side>(sides[i].value_or(static_cast<int>(Side::kTrain)));
    std::vector<int>& clips = side == Side::kTrain   ? split.train
                              : side == Side::kValid ? split.valid
                                                     : split.test;
    clips.push_back(static_cast<int>(i));
  }
  if (options.test_fold && split.test.empty()) {
    throw ManifestError(fmt::format(
        "fold: found no clip of the test fold {}, expected one at least", *options.test_fold));
  }
  require_training_clips(dataset, split);
  if (options.clips_per_class > 0) keep_few(dataset, options, split);
  if (options.valid_fraction > 0.0 && split.valid.empty()) {
    draw_validation(dataset, groups, options, split);
  }
  return split;
}

}  // namespace backbeat::datasets
