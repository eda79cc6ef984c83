#pragma once

#include <CLI/CLI.hpp>

// CLI11's checks of these names tell a user of the largest double; these say what they expect.
namespace backbeat::apps {

CLI::Validator positive();
CLI::Validator non_negative();

}  // namespace backbeat::apps
