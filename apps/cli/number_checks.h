#pragma once

#include <CLI/CLI.hpp>

// CLI11's own checks tell a user of the largest double, and let "nan" pass; these say what they
// expect.
namespace backbeat::apps {

CLI::Validator positive();
CLI::Validator non_negative();
/// `low` to `high`, both included.
CLI::Validator between(double low, double high);
/// A whole number from 0 to 2^64 - 1, which CLI11 itself would wrap.
CLI::Validator whole_64_bits();

}  // namespace backbeat::apps
