#include "apps/cli/wait_policy.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

#ifdef __linux__
#include <sys/auxv.h>
#endif

namespace backbeat::apps {
namespace {

/// Of OpenMP, libgomp and libomp.
constexpr std::array kVariables{"OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME",
                                "KMP_LIBRARY"};

/// Times that a thread of libgomp asks again before it sleeps, some tens of microseconds: on a quiet
/// machine most waits are over by then, and sleeping costs more; on a busy one it is little to lose.
constexpr const char* kSpins = "500";

/// Whether /proc/self/exe is this program and not `ld.so PROGRAM`, for which the kernel loads no
/// interpreter.
bool started_by_itself() {
#ifdef __linux__
  return getauxval(AT_BASE) != 0;
#else
  return false;
#endif
}

}  // namespace

void sleep_while_waiting(char** argv) {
  const bool chosen = std::ranges::any_of(
      kVariables, [](const char* name) { return std::getenv(name) != nullptr; });
  if (chosen || !started_by_itself()) return;
  std::error_code error;
  // Its path, since the kernel would call a process "exe" that runs the link.
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error || setenv("OMP_WAIT_POLICY", "passive", 0) != 0 ||
      setenv("GOMP_SPINCOUNT", kSpins, 0) != 0) {
    return;
  }
  execv(program.c_str(), argv);
}

}  // namespace backbeat::apps
