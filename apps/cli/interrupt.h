#pragma once

#include <exception>

// Ctrl-C (SIGINT) and SIGTERM: the first asks the program to stop where nothing is lost, so that
// temporary files go and a training keeps what it has; the second ends it at once.
namespace backbeat::apps {

/// The program was asked to stop. Ends in App::run().
class Interrupted : public std::exception {
 public:
  const char* what() const noexcept override { return "interrupted"; }
};

/// From now on the first of the two signals only asks. Once per process.
void stop_when_asked();

/// Throws Interrupted once the program was asked. To be called between two pieces of work.
void stop_if_asked();

/// Ends this process by the signal that asked, as its parent expects of it.
[[noreturn]] void end_by_signal();

}  // namespace backbeat::apps
