#pragma once

#include "audio/decode/decode.h"

namespace CLI {
class App;
}

namespace backbeat::apps {

/// --offset-s and --duration-s: the part of each file that is read.
void add_range_arguments(CLI::App& cli, audio::Range& range);

}  // namespace backbeat::apps
