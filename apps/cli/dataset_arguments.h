#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "apps/cli/app.h"
#include "apps/cli/failures.h"
#include "apps/training/trainer.h"
#include "datasets/dataset.h"
#include "datasets/features/feature_cache.h"

namespace backbeat::apps {

/// The DATASET of a command line, and where its features are kept.
struct DatasetArguments {
  datasets::DatasetOptions options;
  std::string cache;  ///< a folder, or "none"
};

void add_dataset_arguments(CLI::App& cli, DatasetArguments& arguments);

/// "" for "none".
std::filesystem::path cache_folder(const DatasetArguments& arguments);
datasets::FeatureCache open_cache(const DatasetArguments& arguments);

/// Features of the clips at `positions` of a list, with labels looked up in `labels`; those without
/// a label, -1, come last. A clip that can not be used, or whose label is not among them, is left
/// out and reported to `failures`.
struct LoadedClips {
  LabelledFeatures features;
  std::vector<datasets::Clip> clips;  ///< those of `features`, in the same order
  std::vector<int> positions;         ///< theirs in the list that was loaded, ascending
  std::vector<double> durations_s;    ///< of what was decoded

  /// How many clips have a label.
  std::size_t labelled() const;
  /// Which clip was at `position` of the list; nothing: it could not be used.
  std::optional<std::size_t> find(int position) const;
};
LoadedClips load_clips(const std::vector<datasets::Clip>& clips,
                       const std::vector<std::string>& labels,
                       const audio::FeatureSettings& settings, const datasets::FeatureCache& cache,
                       const SharedOptions& shared, FailureList& failures);

/// Adds the spectrograms of versions 1 to `versions` of all `clips`, in the order of
/// datasets::with_recodings(). Throws std::runtime_error for the first that fails: the clips
/// themselves were fine.
void add_recodings(LoadedClips& clips, int versions, const audio::FeatureSettings& settings,
                   const datasets::FeatureCache& cache, const SharedOptions& shared);

}  // namespace backbeat::apps
