#pragma once

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/temporary_folder.h"

// Runs the real programs, as a user would, in a folder of their own.
namespace backbeat::cli {

struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
  long peak_memory_kib = 0;  ///< at least that of this test program, which started it
};

/// Runs build/<preset>/bin/`program`, or the program at that absolute path, with `arguments` in
/// `folder`, `input` on its standard input.
Outcome run(const std::string& program, const std::vector<std::string>& arguments,
            const std::filesystem::path& folder, const std::string& input = {});

/// A program that is still at work: as run(), in two steps.
class Running {
 public:
  Running(const std::string& program, const std::vector<std::string>& arguments,
          const std::filesystem::path& folder, const std::string& input = {});

  /// What it has said on standard error so far.
  std::string err() const;
  /// Waits until it has said `text` there, and sends it a signal. Throws std::runtime_error if it
  /// ends without saying so.
  void signal_after(const std::string& text, int signal) const;
  /// Waits for its end; to be called once.
  Outcome wait();

 private:
  TemporaryFolder streams_;
  pid_t pid_ = 0;
};

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& bytes);

}  // namespace backbeat::cli
