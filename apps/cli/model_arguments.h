#pragma once

#include <string>
#include <vector>

#include "apps/cli/cli_fwd.h"

namespace backbeat::apps {

/// --model, which may be given several times.
void add_model_argument(CLI::App& cli, std::vector<std::string>& paths);

/// --body, which may be given several times: of models that are heads alone.
void add_bodies_argument(CLI::App& cli, std::vector<std::string>& paths);

/// The models to answer with: those given, else the default one. Throws as find_default_model()
/// does.
std::vector<std::string> model_paths(const std::vector<std::string>& given);

}  // namespace backbeat::apps
