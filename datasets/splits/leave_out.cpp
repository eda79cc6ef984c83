#include "datasets/splits/leave_out.h"

#include <algorithm>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace backbeat::datasets {
namespace {

/// `source` on one side, and on the other all that has nothing to do with it.
struct Halves {
  std::vector<int> left_out, others;  ///< positions, ascending
  std::size_t n_related = 0;
};

Halves halve(const Dataset& dataset, const std::string& source, GroupBy by) {
  const std::vector<int> groups =
      group_clips(dataset.clips, by == GroupBy::kNone ? GroupBy::kTrack : by);
  std::set<int> judged;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (dataset.clips[i].source == source) judged.insert(groups[i]);
  }
  Halves halves;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (dataset.clips[i].source == source) {
      halves.left_out.push_back(static_cast<int>(i));
    } else if (judged.contains(groups[i])) {
      ++halves.n_related;
    } else {
      halves.others.push_back(static_cast<int>(i));
    }
  }
  return halves;
}

/// The clips at `positions`, and their classes.
Dataset subset(const Dataset& dataset, const std::vector<int>& positions) {
  Dataset part;
  std::set<std::string> labels;
  for (const int i : positions) {
    part.clips.push_back(dataset.clips[static_cast<std::size_t>(i)]);
    labels.insert(part.clips.back().label);
  }
  part.labels.assign(labels.begin(), labels.end());
  return part;
}

std::vector<int> at(const std::vector<int>& positions, const std::vector<int>& of) {
  std::vector<int> result;
  for (const int i : of) result.push_back(positions[static_cast<std::size_t>(i)]);
  return result;
}

}  // namespace

std::vector<std::string> sources_of(const Dataset& dataset) {
  std::set<std::string> names;
  for (const Clip& clip : dataset.clips) names.insert(clip.source);
  if (names.size() < 2) {
    throw ManifestError(
        fmt::format("source: found {} only, expected two or more: a column \"source\" in the "
                    "manifest, or several manifests or folders",
                    names.empty() ? "none" : '"' + *names.begin() + '"'));
  }
  return {names.begin(), names.end()};
}

LeftOut leave_out(const Dataset& dataset, const std::string& source,
                  const LeaveOutOptions& options) {
  const Halves halves = halve(dataset, source, options.group);
  const Dataset others = subset(dataset, halves.others);
  LeftOut result{.source = source, .labels = others.labels, .n_related = halves.n_related};
  if (result.labels.size() < 2) {
    throw ManifestError(fmt::format(
        "source \"{}\": found {} classes in the other sources (without {} clips of its artists and "
        "tracks), expected two or more to train on",
        source, result.labels.size(), halves.n_related));
  }
  const std::vector<std::string> own = subset(dataset, halves.left_out).labels;
  std::ranges::set_difference(own, result.labels, std::back_inserter(result.unjudged));
  for (const int i : halves.left_out) {
    const std::string& label = dataset.clips[static_cast<std::size_t>(i)].label;
    if (others.label_index(label)) result.split.test.push_back(i);
  }
  if (result.split.test.empty()) {
    throw ManifestError(
        fmt::format("source \"{}\": found {}, expected a class that another source has too: {}",
                    source, fmt::join(own, ", "), fmt::join(result.labels, ", ")));
  }
  const Split rest = make_split(others, {.folds = std::vector<int>(others.clips.size()),
                                         .clips_per_class = options.clips_per_class,
                                         .valid_fraction = options.valid_fraction,
                                         .group = options.group,
                                         .seed = options.seed});
  result.split.train = at(halves.others, rest.train);
  result.split.valid = at(halves.others, rest.valid);
  return result;
}

}  // namespace backbeat::datasets
