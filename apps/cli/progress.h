#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace backbeat::apps {

/// One line on a terminal's standard error that is written over: what is done, the rate, the time
/// left. Silent where standard error is not a terminal, and until enable() allows it.
class Progress {
 public:
  /// Whether this process may show progress at all: not with --quiet, nor with --no-progress.
  static void enable(bool allowed);

  Progress(std::string what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `done` of the total. Throws Interrupted where the program was asked to stop.
  void update(std::size_t done);
  /// Removes the line, so that something else can be printed.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  bool shown_;
  std::string what_;
  std::size_t total_;
  Clock::time_point begin_;
  Clock::time_point last_;
  bool on_screen_ = false;
};

/// The text of the line: "features  12/400  3%  45.1/s  0:09 left".
std::string progress_text(const std::string& what, std::size_t done, std::size_t total,
                          double elapsed_s);

}  // namespace backbeat::apps
