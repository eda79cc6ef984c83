#pragma once

#include "apps/cli/cli_fwd.h"

namespace backbeat::apps {

/// --csv-formulas, for programs that write CSV.
void add_csv_argument(CLI::App& cli);

}  // namespace backbeat::apps
