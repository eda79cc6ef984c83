#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/failures.h"
#include "apps/loading/feature_warnings.h"
#include "apps/loading/loaded_clips.h"
#include "audio/degrade/degradation.h"
#include "datasets/batches/augment_options.h"
#include "datasets/features/feature_cache.h"

namespace backbeat::apps {

/// `clips`, each with `degradations` after those that it has.
std::vector<datasets::Clip> degraded(std::vector<datasets::Clip> clips,
                                     const audio::Degradations& degradations);

/// Clips of a dataset to spectrograms under one front end, on all threads, kept in a cache; tells
/// of progress and of mended files on standard error. A clip that can not be used is a failure and
/// does not stop the others.
class ClipLoader {
 public:
  /// `labels` are sorted; `cache_folder` "" keeps nothing. Keeps a reference to `failures`.
  ClipLoader(const audio::FeatureSettings& settings, std::vector<std::string> labels,
             std::filesystem::path cache_folder, FailureList& failures);

  /// Those of `clips`, the ones without a label last, that can be decoded and whose label is among
  /// the labels.
  LoadedClips load(std::vector<datasets::Clip> clips) const;

  /// Those of `clips`, which another front end has loaded and told of what was mended in them, that
  /// this one can use too.
  LoadedClips load_again(const LoadedClips& clips) const;

  /// Adds what training with `augment` needs beside the spectrograms of `clips`: those of their
  /// versions, in the order of datasets::with_recodings(), and the waveforms of all of them. A clip
  /// of which one of these can not be made, because it has gone meanwhile, is left out. Throws
  /// std::runtime_error where waveforms can be kept nowhere.
  void add_augmentation(LoadedClips& clips, const datasets::AugmentOptions& augment) const;

 private:
  LoadedClips usable(LoadedClips known, FeatureWarnings warnings) const;
  datasets::LoadedFeatures extract(const std::vector<datasets::Clip>& clips,
                                   const char* what) const;
  void add_recodings(LoadedClips& clips, int versions) const;
  void add_waveforms(LoadedClips& clips, int versions) const;
  void leave_out(const std::vector<datasets::Clip>& all,
                 const std::vector<datasets::Failure>& failures, LoadedClips& clips) const;

  audio::FeatureSettings settings_;
  std::vector<std::string> labels_;
  std::filesystem::path cache_folder_;
  datasets::FeatureCache cache_;
  FailureList& failures_;
};

}  // namespace backbeat::apps
