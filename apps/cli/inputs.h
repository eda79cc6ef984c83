#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/cli_fwd.h"
#include "apps/cli/failures.h"

namespace backbeat::apps {

/// What INPUT... and --null say.
struct Inputs {
  std::vector<std::string> names;  ///< files, folders, and "-" for paths on standard input
  bool null = false;               ///< those paths end with NUL, not with a newline
};

void add_input_arguments(CLI::App& cli, Inputs& inputs);

/// The files that inputs mean, in order: files as given, folders walked for audio files (sorted),
/// and those on standard input. What does not exist or can not be looked at, be it in a folder, is
/// reported to `failures`.
std::vector<std::filesystem::path> expand_inputs(const Inputs& inputs, FailureList& failures);

}  // namespace backbeat::apps
