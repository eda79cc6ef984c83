#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/cli/dataset_arguments.h"
#include "datasets/features/waveform_store.h"
#include "datasets/splits/split.h"

// The sides of a dataset, of which cross-validation makes new ones for every fold.
namespace backbeat::apps {

/// The three sides of a dataset, ready to train on and to judge by.
struct Sides {
  std::vector<std::string> labels;
  LoadedClips train, valid, test;
};

/// The clips of `split` that `all` of a dataset holds. Spectrograms are moved and not copied, as
/// they fill most of the memory: `all` has empty ones in these places until give_back(). The train
/// side gets all versions that `all` has, see add_recodings(), the others the clips as they are.
Sides take_sides(LoadedClips& all, const datasets::Split& split,
                 const std::vector<std::string>& labels);
void give_back(Sides sides, LoadedClips& all);

/// Training clips of each class. Throws ManifestError where a class has none that is usable, after
/// the failures were reported that tell why.
std::vector<int> count_classes(const Sides& sides, const FailureList& failures);

/// The waveforms of `clips` in all augment.versions(), where they are augmented; else null.
std::shared_ptr<const datasets::WaveformStore> load_waveforms(
    const std::vector<datasets::Clip>& clips, const audio::FeatureSettings& features,
    const datasets::AugmentOptions& augment, const DatasetArguments& dataset,
    const SharedOptions& shared);

}  // namespace backbeat::apps
