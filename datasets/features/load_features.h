#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/features/extract.h"
#include "datasets/features/feature_cache.h"

namespace backbeat::datasets {

/// A clip that could not be used, and why.
struct Failure {
  int clip = 0;  ///< position in the list that was loaded
  std::string reason;
};

struct LoadedFeatures {
  std::vector<Features> features;  ///< one per clip; n_frames 0 where it failed
  std::vector<Failure> failures;   ///< ascending by clip
};

/// Features of many clips on `threads` threads; bad clips are collected, never thrown.
/// `on_done(n)` is called from one thread at a time with the number finished so far; it must not
/// throw. Throws std::invalid_argument where Extractor does.
LoadedFeatures load_features(const std::vector<Clip>& clips, const ExtractOptions& options,
                             const FeatureCache& cache, int threads,
                             const std::function<void(std::size_t)>& on_done = {});

}  // namespace backbeat::datasets
