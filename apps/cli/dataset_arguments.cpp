#include "apps/cli/dataset_arguments.h"

#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/ranges.h>

#include "datasets/features/feature_cache.h"

namespace backbeat::apps {

std::string DatasetArguments::name() const {
  std::vector<std::string> names;
  for (const auto& path : options.paths) names.push_back(path.string());
  return fmt::format("{}", fmt::join(names, ", "));
}

void add_dataset_arguments(CLI::App& cli, DatasetArguments& arguments) {
  const char* group = "Dataset";
  datasets::DatasetOptions& o = arguments.options;
  arguments.cache = datasets::FeatureCache::default_folder().string();
  cli.add_option("DATASET", o.paths,
                 "A folder of class folders, or a CSV manifest; several are taken together")
      ->required();
  const auto add = [&](const char* name, auto& value, const char* text) {
    return cli.add_option(name, value, text)->group(group);
  };
  add("--root", o.root, "Folder that the manifest's paths are relative to [the manifest's]");
  add("--train-list", o.train_list, "List file: paths of the training side, one per line");
  add("--valid-list", o.valid_list, "List file of the validation side");
  add("--test-list", o.test_list, "List file of the test side");
  add("--fma-metadata", o.fma_metadata,
      "FMA's tracks.csv; DATASET is then the folder of 000/000002.mp3");
  add("--fma-subset", o.fma_subset, "Of FMA")->check(CLI::IsMember({"small", "medium", "large"}));
  add("--cache", arguments.cache, "Folder where features are kept, or 'none'");
}

}  // namespace backbeat::apps
