#pragma once

#include <filesystem>
#include <string>

#include "datasets/sources/load_dataset.h"

namespace CLI {
class App;
}

namespace backbeat::apps {

/// The DATASET of a command line, and where its features are kept.
struct DatasetArguments {
  datasets::DatasetOptions options;
  std::string cache;  ///< a folder, or "none"

  /// "" for "none".
  std::filesystem::path cache_folder() const { return cache == "none" ? "" : cache; }
};

void add_dataset_arguments(CLI::App& cli, DatasetArguments& arguments);

}  // namespace backbeat::apps
