#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/failures.h"

namespace backbeat::apps {

/// The files that INPUT... on a command line means, in order: files as given, folders walked for
/// audio files (sorted), "-" for paths on standard input, one per line. What does not exist or can
/// not be looked at, be it in a folder, is reported to `failures`.
std::vector<std::filesystem::path> expand_inputs(const std::vector<std::string>& inputs,
                                                 FailureList& failures);

}  // namespace backbeat::apps
