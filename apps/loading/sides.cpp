#include "apps/loading/sides.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "datasets/teacher/unlabelled.h"

namespace backbeat::apps {
namespace {

int versions_of(const LoadedClips& clips) {
  const std::size_t spectrograms = clips.features.spectrograms.size();
  return clips.clips.empty() ? 1 : static_cast<int>(spectrograms / clips.clips.size());
}

}  // namespace

std::vector<datasets::Clip> with_unlabelled(std::vector<datasets::Clip> clips,
                                            const std::vector<datasets::Clip>& unlabelled) {
  clips.insert(clips.end(), unlabelled.begin(), unlabelled.end());
  return clips;
}

void add_unlabelled(const datasets::Dataset& dataset, const std::vector<datasets::Clip>& unlabelled,
                    datasets::GroupBy group, datasets::Split& split) {
  const auto kept = datasets::kept_apart(unlabelled, dataset, split, group);
  for (const int i : kept) split.train.push_back(static_cast<int>(dataset.clips.size()) + i);
  if (kept.size() < unlabelled.size()) {
    spdlog::info(
        "{} of {} unlabelled clips left out: they share a file, track or artist with what "
        "validates or tests",
        unlabelled.size() - kept.size(), unlabelled.size());
  }
}

datasets::Split make_split(const datasets::Dataset& dataset,
                           const std::vector<datasets::Clip>& unlabelled,
                           const datasets::SplitOptions& options) {
  datasets::Split split = datasets::make_split(dataset, options);
  add_unlabelled(dataset, unlabelled, options.group, split);
  return split;
}

Sides take_sides(LoadedClips& all, const datasets::Split& split,
                 const std::vector<std::string>& labels) {
  return {.labels = labels,
          .train = take(all, split.train, versions_of(all)),
          .valid = take(all, split.valid, 1),
          .test = take(all, split.test, 1)};
}

void give_back(Sides sides, LoadedClips& all) {
  for (LoadedClips* side : {&sides.train, &sides.valid, &sides.test}) {
    const std::size_t n = side->positions.size();
    for (std::size_t i = 0; i < side->features.spectrograms.size(); ++i) {
      const std::size_t home = i / n * all.clips.size() + all.find(side->positions[i % n]).value();
      all.features.spectrograms[home] = std::move(side->features.spectrograms[i]);
    }
  }
}

std::vector<int> count_classes(const Sides& sides, const FailureList& failures,
                               const std::vector<std::string>& known) {
  std::vector<int> counts(sides.labels.size());
  for (const int label : sides.train.features.labels) {
    if (label >= 0) ++counts[static_cast<std::size_t>(label)];
  }
  for (std::size_t k = 0; k < counts.size(); ++k) {
    if (counts[k] > 0 || std::ranges::count(known, sides.labels[k]) > 0) continue;
    failures.report();
    throw datasets::ManifestError(
        fmt::format("class '{}': found no usable training clip, expected one or more; see above",
                    sides.labels[k]));
  }
  return counts;
}

}  // namespace backbeat::apps
