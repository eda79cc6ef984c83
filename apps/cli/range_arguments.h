#pragma once

#include "apps/cli/cli_fwd.h"
#include "audio/decode/decode.h"

namespace backbeat::apps {

/// --offset-s and --duration-s: the part of each file that is read.
void add_range_arguments(CLI::App& cli, audio::Range& range);

}  // namespace backbeat::apps
