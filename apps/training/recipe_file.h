#pragma once

#include "apps/cli/cli_fwd.h"

namespace backbeat::apps {

/// --recipe: a text file of options, on which the command line has the last word. Added after all
/// options that a recipe may hold.
void add_recipe_file_argument(CLI::App& cli);

}  // namespace backbeat::apps
