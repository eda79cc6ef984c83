#pragma once

#include <filesystem>
#include <set>

#include "datasets/features/extract.h"

namespace backbeat::apps {

/// Warns of what people should know of the features that recordings gave: what had to be mended in
/// a file, and, once for each sample rate, mel bands that no FFT bin falls into.
class FeatureWarnings {
 public:
  /// `tells_of_mending`: false where another front end tells of the same recordings.
  explicit FeatureWarnings(const audio::FeatureSettings& settings, bool tells_of_mending = true)
      : settings_(settings), tells_of_mending_(tells_of_mending) {}
  void check(const std::filesystem::path& path, const datasets::Features& features);

 private:
  void check_bands(int sample_rate_hz);

  audio::FeatureSettings settings_;
  bool tells_of_mending_;
  std::set<int> checked_hz_;
};

}  // namespace backbeat::apps
