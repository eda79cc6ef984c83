#pragma once

#include <span>
#include <vector>

#include "apps/cli/dataset_arguments.h"
#include "apps/loading/loaded_clips.h"
#include "datasets/splits/split.h"

// Tells of music that stands on two sides of a split.
namespace backbeat::apps {

/// Warns of leakage between the sides of a training: a few pairs, and how many there are.
/// `settings` are those of the spectrograms; where their sample_rate_hz is 0, sounds are not
/// compared.
void warn_of_leakage(const LoadedClips& train, const LoadedClips& valid, const LoadedClips& test,
                     const audio::FeatureSettings& settings);

/// The same between folds: `folds` has a number for each of `clips` that has a label; the others,
/// which come last, are a side of their own, but for what training leaves out where clips are
/// grouped by `group`.
void warn_of_leakage(const LoadedClips& clips, std::span<const int> folds, datasets::GroupBy group,
                     const audio::FeatureSettings& settings);

struct LeakageCheckOptions {
  DatasetArguments dataset;
  std::vector<datasets::Clip> unlabelled;  ///< that would be trained on too
  datasets::SplitOptions split;
  audio::FeatureSettings features;
};

/// backbeat-train --check-leakage: prints the pairs on two sides of the split that a training
/// would make, and in two folds of the manifest. Returns the exit code, kSomeFailed where
/// there is leakage.
int check_leakage(const LeakageCheckOptions& options);

}  // namespace backbeat::apps
