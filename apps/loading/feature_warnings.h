#pragma once

#include <filesystem>
#include <set>

#include "datasets/features/extract.h"

namespace backbeat::apps {

/// Warns of what people should know of the features that recordings gave: what had to be mended in
/// a file, and, once for each sample rate, mel bands that no FFT bin falls into.
class FeatureWarnings {
 public:
  explicit FeatureWarnings(const audio::FeatureSettings& settings) : settings_(settings) {}
  void check(const std::filesystem::path& path, const datasets::Features& features);
  /// The same for a recording that was mended for another front end, too, which told of it.
  void check_bands(int sample_rate_hz);

 private:
  audio::FeatureSettings settings_;
  std::set<int> checked_hz_;
};

}  // namespace backbeat::apps
