#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "apps/cli/progress.h"
#include "datasets/dataset.h"
#include "datasets/features/extract.h"
#include "datasets/features/load_features.h"

namespace backbeat::apps {

/// datasets::load_features() on all threads. Shows `progress`, of which `before` clips are done
/// already, and removes it at the end.
datasets::LoadedFeatures extract(const std::vector<datasets::Clip>& clips,
                                 const datasets::ExtractOptions& options,
                                 const datasets::FeatureCache& cache, Progress& progress,
                                 std::size_t before = 0);

/// Warns of what had to be mended in files.
void warn_of_mended(const std::vector<datasets::Clip>& clips,
                    const std::vector<datasets::Warning>& warnings);

/// Warns of mel bands that no FFT bin falls into, once for each sample rate.
class EmptyBandsWarning {
 public:
  explicit EmptyBandsWarning(const audio::FeatureSettings& settings) : settings_(settings) {}
  void check(int sample_rate_hz);

 private:
  audio::FeatureSettings settings_;
  std::set<int> checked_hz_;
};

}  // namespace backbeat::apps
