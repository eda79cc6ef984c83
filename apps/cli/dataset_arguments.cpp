#include "apps/cli/dataset_arguments.h"

#include <algorithm>
#include <omp.h>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "apps/cli/progress.h"
#include "apps/loading/track_features.h"
#include "audio/degrade/degrade.h"
#include "datasets/features/recode.h"

namespace backbeat::apps {

void add_dataset_arguments(CLI::App& cli, DatasetArguments& arguments) {
  const char* group = "Dataset";
  datasets::DatasetOptions& o = arguments.options;
  arguments.cache = datasets::FeatureCache::default_folder().string();
  cli.add_option("DATASET", o.source, "A folder of class folders, or a CSV manifest")->required();
  const auto add = [&](const char* name, auto& value, const char* text) {
    return cli.add_option(name, value, text)->group(group);
  };
  add("--root", o.root, "Folder that the manifest's paths are relative to [the manifest's]");
  add("--train-list", o.train_list, "List file: paths of the training side, one a line");
  add("--valid-list", o.valid_list, "List file of the validation side");
  add("--test-list", o.test_list, "List file of the test side");
  add("--fma-metadata", o.fma_metadata,
      "FMA's tracks.csv; DATASET is then the folder of 000/000002.mp3");
  add("--fma-subset", o.fma_subset, "Of FMA")->check(CLI::IsMember({"small", "medium", "large"}));
  add("--cache", arguments.cache, "Folder where features are kept, or 'none'");
}

std::filesystem::path cache_folder(const DatasetArguments& arguments) {
  return arguments.cache == "none" ? "" : arguments.cache;
}

datasets::FeatureCache open_cache(const DatasetArguments& arguments) {
  return datasets::FeatureCache(cache_folder(arguments));
}

std::size_t LoadedClips::labelled() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(features.labels, [](int label) { return label >= 0; }));
}

std::optional<std::size_t> LoadedClips::find(int position) const {
  const auto found = std::lower_bound(positions.begin(), positions.end(), position);
  if (found == positions.end() || *found != position) return std::nullopt;
  return static_cast<std::size_t>(found - positions.begin());
}

LoadedClips load_clips(const std::vector<datasets::Clip>& clips,
                       const std::vector<std::string>& labels,
                       const audio::FeatureSettings& settings, const datasets::FeatureCache& cache,
                       const SharedOptions& shared, FailureList& failures) {
  LoadedClips loaded;
  std::vector<datasets::Clip> known;
  std::vector<int> positions;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const datasets::Clip& clip = clips[i];
    const auto found = std::lower_bound(labels.begin(), labels.end(), clip.label);
    const bool is_known = found != labels.end() && *found == clip.label;
    if (!is_known && !clip.label.empty()) {
      failures.add(clip.where, fmt::format("label: found '{}', expected one of {}", clip.label,
                                           fmt::join(labels, ", ")));
      continue;
    }
    known.push_back(clip);
    positions.push_back(static_cast<int>(i));
    loaded.features.labels.push_back(is_known ? static_cast<int>(found - labels.begin()) : -1);
  }
  Progress progress(shared, "features", known.size());
  datasets::LoadedFeatures features =
      datasets::load_features(known, {.settings = settings}, cache, omp_get_max_threads(),
                              [&](std::size_t done) { progress.update(done); });
  progress.clear();
  for (const datasets::Warning& warning : features.warnings) {
    spdlog::warn("{}: {}", known[static_cast<std::size_t>(warning.clip)].path.string(),
                 warning.text);
  }
  std::vector<bool> failed(known.size(), false);
  for (const datasets::Failure& failure : features.failures) {
    const auto i = static_cast<std::size_t>(failure.clip);
    failed[i] = true;
    failures.add(known[i].where, failure.reason);
  }
  EmptyBandsWarning empty_bands(settings);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (failed[i]) continue;
    empty_bands.check(features.features[i].sample_rate_hz);
    loaded.features.labels[kept++] = loaded.features.labels[i];
    loaded.features.spectrograms.push_back(std::move(features.features[i].spectrogram));
    loaded.clips.push_back(std::move(known[i]));
    loaded.positions.push_back(positions[i]);
    loaded.durations_s.push_back(features.features[i].duration_s);
  }
  loaded.features.labels.resize(kept);
  return loaded;
}

void add_recodings(LoadedClips& clips, int versions, const audio::FeatureSettings& settings,
                   const datasets::FeatureCache& cache, const SharedOptions& shared) {
  if (versions == 0) return;
  std::vector<datasets::Clip> recoded = datasets::with_recodings(clips.clips, versions);
  recoded.erase(recoded.begin(), recoded.begin() + static_cast<std::ptrdiff_t>(clips.clips.size()));
  for (const datasets::Clip& clip : recoded) audio::require_encoders(clip.degradations);
  Progress progress(shared, "re-coded", recoded.size());
  datasets::LoadedFeatures loaded =
      datasets::load_features(recoded, {.settings = settings}, cache, omp_get_max_threads(),
                              [&](std::size_t done) { progress.update(done); });
  progress.clear();
  for (const datasets::Failure& failure : loaded.failures) {
    const datasets::Clip& clip = recoded[static_cast<std::size_t>(failure.clip)];
    throw std::runtime_error(fmt::format("{}: as {}: {}", clip.where,
                                         audio::to_text(clip.degradations), failure.reason));
  }
  for (datasets::Features& features : loaded.features) {
    clips.features.spectrograms.push_back(std::move(features.spectrogram));
  }
}

}  // namespace backbeat::apps
