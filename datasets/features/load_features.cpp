#include "datasets/features/load_features.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "datasets/parallel_for_each.h"
#include "datasets/per_thread.h"

namespace backbeat::datasets {
namespace {

/// What became of one clip.
struct Outcome {
  Features features;
  std::string failure;  ///< "" where it was loaded
};

/// A clip that can not be loaded is no failure of the others: every exception becomes a reason.
Outcome load(const Clip& clip, Extractor& extract, const FeatureCache& cache) {
  try {
    return {cache.get(clip, extract), ""};
  } catch (const std::exception& error) {
    return {{}, error.what()};
  }
}

LoadedFeatures gather(std::vector<Outcome> outcomes) {
  LoadedFeatures loaded;
  for (Outcome& outcome : outcomes) {
    const auto clip = static_cast<int>(loaded.features.size());
    loaded.features.push_back(std::move(outcome.features));
    if (!outcome.failure.empty()) loaded.failures.push_back({clip, std::move(outcome.failure)});
  }
  return loaded;
}

}  // namespace

LoadedFeatures load_features(const std::vector<Clip>& clips, const ExtractOptions& options,
                             const FeatureCache& cache, int threads,
                             const std::function<void(std::size_t)>& on_done) {
  threads = std::max(threads, 1);
  PerThread<Extractor> extractors([&] { return Extractor(options); }, threads);
  extractors.mine();  // settings that can not be used are no failure of a clip

  std::vector<Outcome> outcomes(clips.size());
  const auto load_one = [&](std::size_t i) {
    outcomes[i] = load(clips[i], extractors.mine(), cache);
  };
  parallel_for_each(clips.size(), threads, load_one, on_done);
  return gather(std::move(outcomes));
}

}  // namespace backbeat::datasets
