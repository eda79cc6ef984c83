#pragma once

#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "apps/cli/cli_fwd.h"
#include "datasets/batches/augment_options.h"

namespace backbeat::apps {

/// --augment and a switch for each augmentation, on a command line.
class AugmentArguments {
 public:
  explicit AugmentArguments(CLI::App& cli);

  /// After parsing: a switch of its own counts more than --augment. Ranges are the defaults of the
  /// augmentations.
  datasets::AugmentOptions options() const;

 private:
  bool all_ = false;
  int recode_ = 0;
  std::map<std::string, bool> switches_;  ///< those that were given, by the augmentation's name
};

/// As it stands in model files and checkpoints: null where one is off, else its ranges.
nlohmann::json to_json(const datasets::AugmentOptions& options);

}  // namespace backbeat::apps
