#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "apps/cli/exit_codes.h"

// What every executable has in common: shared options, logging, exit codes.
namespace backbeat::apps {

struct SharedOptions {
  int threads = 0;              ///< 0: default_threads()
  double max_memory_gib = 0.0;  ///< 0: nn::memory_limit() as it begins
  std::uint64_t seed = 1;
  bool quiet = false;
  std::string log_level = "info";
  bool no_progress = false;
};

/// A command line with the shared options already on it. Defaults are shown by -h.
class App {
 public:
  App(const std::string& name, const std::string& description);

  CLI::App& cli() { return cli_; }
  const SharedOptions& shared() const { return shared_; }

  /// Parses, sets up logging and threads, and runs `body`, which gives the exit code. The one place
  /// where exceptions end: a message on standard error, and kFatal.
  int run(int argc, char** argv, const std::function<int()>& body);

 private:
  void set_up(char** argv) const;

  CLI::App cli_;
  SharedOptions shared_;
};

}  // namespace backbeat::apps
