#include "apps/loading/clip_loader.h"

#include <algorithm>
#include <iterator>
#include <omp.h>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/cli/progress.h"
#include "audio/degrade/degrade.h"
#include "datasets/features/load_features.h"
#include "datasets/features/recode.h"

namespace backbeat::apps {
namespace {

/// The position of `label` among the sorted `labels`, -1 for a clip without one; nothing: it is
/// not among them.
std::optional<int> find_label(const std::vector<std::string>& labels, const std::string& label) {
  const auto found = std::lower_bound(labels.begin(), labels.end(), label);
  if (found != labels.end() && *found == label) return static_cast<int>(found - labels.begin());
  if (label.empty()) return -1;
  return std::nullopt;
}

}  // namespace

std::vector<datasets::Clip> degraded(std::vector<datasets::Clip> clips,
                                     const audio::Degradations& degradations) {
  for (datasets::Clip& clip : clips) {
    clip.degradations.insert(clip.degradations.end(), degradations.begin(), degradations.end());
  }
  return clips;
}

ClipLoader::ClipLoader(const audio::FeatureSettings& settings, std::vector<std::string> labels,
                       std::filesystem::path cache_folder, FailureList& failures)
    : settings_(settings),
      labels_(std::move(labels)),
      cache_folder_(std::move(cache_folder)),
      cache_(cache_folder_),
      failures_(failures) {}

LoadedClips ClipLoader::load(std::vector<datasets::Clip> clips) const {
  LoadedClips known;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    datasets::Clip& clip = clips[i];
    const std::optional<int> label = find_label(labels_, clip.label);
    if (!label) {
      failures_.add(clip.where, fmt::format("label: found '{}', expected one of {}", clip.label,
                                            fmt::join(labels_, ", ")));
      continue;
    }
    known.clips.push_back(std::move(clip));
    known.features.labels.push_back(*label);
    known.positions.push_back(static_cast<int>(i));
  }
  clips = {};  // one failing clip is some hundred bytes, but there may be a million
  return usable(std::move(known), FeatureWarnings(settings_));
}

LoadedClips ClipLoader::load_again(const LoadedClips& clips) const {
  return usable({.features = {.labels = clips.features.labels},
                 .clips = clips.clips,
                 .positions = clips.positions},
                FeatureWarnings(settings_, false));
}

/// `known`: clips with their labels and positions.
LoadedClips ClipLoader::usable(LoadedClips known, FeatureWarnings warnings) const {
  datasets::LoadedFeatures loaded = extract(known.clips, "features");
  std::vector<bool> failed(known.clips.size(), false);
  for (const datasets::Failure& failure : loaded.failures) {
    const auto i = static_cast<std::size_t>(failure.clip);
    failed[i] = true;
    failures_.add(known.clips[i].where, failure.reason);
  }
  LoadedClips usable;
  for (std::size_t i = 0; i < known.clips.size(); ++i) {
    if (failed[i]) continue;
    warnings.check(known.clips[i].path, loaded.features[i]);
    usable.features.labels.push_back(known.features.labels[i]);
    usable.features.spectrograms.push_back(std::move(loaded.features[i].spectrogram));
    usable.clips.push_back(std::move(known.clips[i]));
    usable.positions.push_back(known.positions[i]);
    usable.durations_s.push_back(loaded.features[i].duration_s);
  }
  return usable;
}

datasets::LoadedFeatures ClipLoader::extract(const std::vector<datasets::Clip>& clips,
                                             const char* what) const {
  Progress progress(what, clips.size());
  return datasets::load_features(clips, {.settings = settings_}, cache_, omp_get_max_threads(),
                                 [&](std::size_t done) { progress.update(done); });
}

void ClipLoader::add_augmentation(LoadedClips& clips,
                                  const datasets::AugmentOptions& augment) const {
  add_recodings(clips, augment.recode);
  if (augment.needs_waveforms()) add_waveforms(clips, augment.recode);
}

void ClipLoader::add_recodings(LoadedClips& clips, int versions) const {
  if (versions == 0) return;
  std::vector<datasets::Clip> recoded = datasets::with_recodings(clips.clips, versions);
  recoded.erase(recoded.begin(), recoded.begin() + std::ssize(clips.clips));
  for (const datasets::Clip& clip : recoded) audio::require_encoders(clip.degradations);
  datasets::LoadedFeatures loaded = extract(recoded, "re-coded");
  for (datasets::Features& features : loaded.features) {
    clips.features.spectrograms.push_back(std::move(features.spectrogram));
  }
  leave_out(recoded, loaded.failures, clips);
}

void ClipLoader::add_waveforms(LoadedClips& clips, int versions) const {
  const auto all = datasets::with_recodings(clips.clips, versions);
  Progress progress("waveforms", all.size());
  clips.features.waveforms = std::make_shared<const datasets::WaveformStore>(
      all,
      datasets::WaveformStore::Options{.sample_rate_hz = settings_.sample_rate_hz,
                                       .folder = cache_folder_,
                                       .threads = omp_get_max_threads()},
      [&](std::size_t done) { progress.update(done); });
  leave_out(all, clips.features.waveforms->failures(), clips);
}

/// `all`: versions of the clips, all of one version after those of another.
void ClipLoader::leave_out(const std::vector<datasets::Clip>& all,
                           const std::vector<datasets::Failure>& failures,
                           LoadedClips& clips) const {
  if (failures.empty()) return;
  std::vector<bool> failed(clips.clips.size(), false);
  for (const datasets::Failure& failure : failures) {
    const datasets::Clip& clip = all[static_cast<std::size_t>(failure.clip)];
    const std::size_t i = static_cast<std::size_t>(failure.clip) % failed.size();
    if (failed[i]) continue;
    failed[i] = true;
    const std::string version = audio::to_text(clip.degradations);
    failures_.add(clip.where,
                  version.empty() ? failure.reason : "as " + version + ": " + failure.reason);
  }
  std::vector<int> kept;
  for (std::size_t i = 0; i < failed.size(); ++i) {
    if (!failed[i]) kept.push_back(clips.positions[i]);
  }
  const std::size_t versions = clips.features.spectrograms.size() / failed.size();
  clips = take(clips, kept, static_cast<int>(versions));
}

}  // namespace backbeat::apps
