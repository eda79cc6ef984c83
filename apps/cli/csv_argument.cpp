#include "apps/cli/csv_argument.h"

#include <CLI/CLI.hpp>

#include "apps/files/csv_field.h"

namespace backbeat::apps {

void add_csv_argument(CLI::App& cli) {
  cli.add_flag_callback("--csv-formulas", keep_csv_formulas,
                        "In CSV, write names that begin with = + - @ as they are; without it they "
                        "get a ' before them, so that no spreadsheet takes them for formulas");
}

}  // namespace backbeat::apps
