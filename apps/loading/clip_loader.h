#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/failures.h"
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
  LoadedClips load(const std::vector<datasets::Clip>& clips) const;

  /// Adds what training with `augment` needs beside the spectrograms of `clips`: those of their
  /// versions, in the order of datasets::with_recodings(), and the waveforms of all of them. Throws
  /// std::runtime_error for the first that fails: the clips themselves were fine.
  void add_augmentation(LoadedClips& clips, const datasets::AugmentOptions& augment) const;

 private:
  void add_recodings(LoadedClips& clips, int versions) const;
  void add_waveforms(LoadedClips& clips, int versions) const;

  audio::FeatureSettings settings_;
  std::vector<std::string> labels_;
  std::filesystem::path cache_folder_;
  datasets::FeatureCache cache_;
  FailureList& failures_;
};

}  // namespace backbeat::apps
