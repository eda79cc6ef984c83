#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "audio/features.h"

namespace backbeat::apps {

/// --preset and each front-end setting on its own. An option that is given overrides the preset.
class FeatureArguments {
 public:
  explicit FeatureArguments(CLI::App& cli);

  /// Throws std::invalid_argument where the settings do not fit together.
  audio::FeatureSettings settings() const;

 private:
  std::string preset_ = "backbeat";
  std::optional<int> sample_rate_hz_, n_fft_, hop_length_, n_mels_;
  std::optional<double> fmin_hz_, fmax_hz_, power_, top_db_;
};

}  // namespace backbeat::apps
