#include "apps/cli/interrupt.h"

#include <csignal>
#include <cstdlib>
#include <initializer_list>

namespace backbeat::apps {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): a handler sees nothing else
volatile std::sig_atomic_t asked_by = 0;

extern "C" void ask(int number) {
  asked_by = number;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void stop_when_asked() {
  struct sigaction action = {};
  action.sa_handler = ask;
  action.sa_flags = SA_RESTART;  // reading goes on
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction before = {};
    sigaction(number, nullptr, &before);
    const bool ignored =
        before.sa_handler == SIG_IGN;  // as a shell's background jobs ignore SIGINT
    if (!ignored) sigaction(number, &action, nullptr);
  }
}

void stop_if_asked() {
  if (asked_by != 0) throw Interrupted();
}

void end_by_signal() {
  std::signal(asked_by, SIG_DFL);
  std::raise(asked_by);
  std::abort();  // not reached: the default of both signals ends the process
}

}  // namespace backbeat::apps
