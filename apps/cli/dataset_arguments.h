#pragma once

#include <filesystem>
#include <string>

#include "apps/cli/cli_fwd.h"
#include "datasets/sources/load_dataset.h"

namespace backbeat::apps {

/// The DATASET of a command line, and where its features are kept.
struct DatasetArguments {
  datasets::DatasetOptions options;
  std::string cache;  ///< a folder, or "none"

  /// All its paths, for messages.
  std::string name() const;
  /// "" for "none".
  std::filesystem::path cache_folder() const { return cache == "none" ? "" : cache; }
};

void add_dataset_arguments(CLI::App& cli, DatasetArguments& arguments);

}  // namespace backbeat::apps
