#include "apps/cli/range_arguments.h"

#include <CLI/CLI.hpp>

#include "apps/cli/number_checks.h"

namespace backbeat::apps {

void add_range_arguments(CLI::App& cli, audio::Range& range) {
  cli.add_option("--offset-s", range.offset_s, "Second of each file to begin at")
      ->check(non_negative());
  cli.add_option("--duration-s", range.duration_s, "Seconds to read of each file")
      ->default_str("to the end")
      ->check(positive());
}

}  // namespace backbeat::apps
