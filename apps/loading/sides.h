#pragma once

#include <string>
#include <vector>

#include "apps/cli/failures.h"
#include "apps/loading/loaded_clips.h"
#include "datasets/splits/split.h"

// The sides of a dataset, of which cross-validation makes new ones for every fold.
namespace backbeat::apps {

/// The clips of a dataset, and after them those without a label.
std::vector<datasets::Clip> with_unlabelled(std::vector<datasets::Clip> clips,
                                            const std::vector<datasets::Clip>& unlabelled);

/// Adds the unlabelled clips that are kept apart from what validates and tests to the training
/// side; says how many are not.
void add_unlabelled(const datasets::Dataset& dataset, const std::vector<datasets::Clip>& unlabelled,
                    datasets::GroupBy group, datasets::Split& split);

/// datasets::make_split() with add_unlabelled().
datasets::Split make_split(const datasets::Dataset& dataset,
                           const std::vector<datasets::Clip>& unlabelled,
                           const datasets::SplitOptions& options);

/// The three sides of a dataset, ready to train on and to judge by.
struct Sides {
  std::vector<std::string> labels;
  LoadedClips train, valid, test;
};

/// The clips of `split` that `all` of a dataset holds. Spectrograms are moved and not copied, as
/// they fill most of the memory: `all` has empty ones in these places until give_back(). The train
/// side gets all versions that `all` has (ClipLoader::add_augmentation()), the others the clips as
/// they are.
Sides take_sides(LoadedClips& all, const datasets::Split& split,
                 const std::vector<std::string>& labels);
void give_back(Sides sides, LoadedClips& all);

/// Training clips of each class. Throws ManifestError where a class has none that is usable, but for
/// the classes `known` without any, after the failures were reported that tell why.
std::vector<int> count_classes(const Sides& sides, const FailureList& failures,
                               const std::vector<std::string>& known = {});

}  // namespace backbeat::apps
