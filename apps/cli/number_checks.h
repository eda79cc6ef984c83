#pragma once

#include <CLI/CLI.hpp>

// CLI11's checks of these names tell a user of the largest double; these say what they expect.
namespace backbeat::apps {

CLI::Validator positive();
CLI::Validator non_negative();
/// A whole number from 0 to 2^64 - 1, which CLI11 itself would wrap.
CLI::Validator whole_64_bits();

}  // namespace backbeat::apps
