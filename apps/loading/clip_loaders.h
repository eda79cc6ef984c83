#pragma once

#include <span>
#include <vector>

#include "apps/loading/clip_loader.h"

namespace backbeat::apps {

/// The same clips to spectrograms under each of several front ends, as ClipLoader does under one.
class ClipLoaders {
 public:
  /// One front end or more; the rest is ClipLoader's.
  ClipLoaders(std::span<const audio::FeatureSettings> front_ends,
              const std::vector<std::string>& labels, const std::filesystem::path& cache_folder,
              FailureList& failures);

  /// Those of `clips` that can be used under all of the front ends, loaded under each, in their
  /// order. One that can not is a failure once.
  std::vector<LoadedClips> load(std::vector<datasets::Clip> clips) const;

 private:
  std::vector<ClipLoader> loaders_;
};

}  // namespace backbeat::apps
