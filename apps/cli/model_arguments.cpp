#include "apps/cli/model_arguments.h"

#include <CLI/CLI.hpp>

#include "apps/files/shipped_files.h"

namespace backbeat::apps {

void add_model_argument(CLI::App& cli, std::vector<std::string>& paths) {
  cli.add_option("--model", paths,
                 "Model file that backbeat-train wrote; given several times, their probabilities "
                 "are averaged")
      ->allow_extra_args(false)
      ->default_str("the installed genre11.safetensors");
}

void add_bodies_argument(CLI::App& cli, std::vector<std::string>& paths) {
  cli.add_option("--body", paths,
                 "Body of a model that is a head alone (backbeat-train --head-only); may be given "
                 "several times")
      ->allow_extra_args(false);
}

std::vector<std::string> model_paths(const std::vector<std::string>& given) {
  if (!given.empty()) return given;
  return {find_default_model().string()};
}

}  // namespace backbeat::apps
