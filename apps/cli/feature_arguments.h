#pragma once

#include <optional>
#include <string>

#include "apps/cli/cli_fwd.h"
#include "audio/features/log_mel.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace backbeat::apps {

/// --preset, or what else `preset` is called, and each front-end setting on its own. An option that
/// is given overrides the preset.
class FeatureArguments {
 public:
  explicit FeatureArguments(CLI::App& cli, const char* preset = "--preset");

  /// Throws std::invalid_argument where the settings do not fit together.
  audio::FeatureSettings settings() const;

  /// The settings of the model at `path`, which are not to be changed. Throws std::invalid_argument
  /// where an option that was given asks for something else.
  audio::FeatureSettings settings_of(const audio::FeatureSettings& model,
                                     const std::string& path) const;

 private:
  audio::FeatureSettings overridden(audio::FeatureSettings settings) const;

  CLI::Option* preset_option_;
  std::string preset_ = "backbeat";
  std::optional<int> sample_rate_hz_, n_fft_, hop_length_, n_mels_;
  std::optional<double> fmin_hz_, fmax_hz_, power_, top_db_;
};

}  // namespace backbeat::apps
