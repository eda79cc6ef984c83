#include "apps/loading/clip_loaders.h"

#include <utility>

namespace backbeat::apps {

ClipLoaders::ClipLoaders(std::span<const audio::FeatureSettings> front_ends,
                         const std::vector<std::string>& labels,
                         const std::filesystem::path& cache_folder, FailureList& failures) {
  for (const audio::FeatureSettings& settings : front_ends)
    loaders_.emplace_back(settings, labels, cache_folder, failures);
}

std::vector<LoadedClips> ClipLoaders::load(std::vector<datasets::Clip> clips) const {
  std::vector<LoadedClips> loaded{loaders_.front().load(std::move(clips))};
  for (std::size_t f = 1; f < loaders_.size(); ++f)
    loaded.push_back(loaders_[f].load_again(loaded.back()));
  // Each has what was left by the one before: all are to have what the last one has.
  for (std::size_t f = 0; f + 1 < loaded.size(); ++f)
    loaded[f] = take(loaded[f], loaded.back().positions, 1);
  return loaded;
}

}  // namespace backbeat::apps
