#pragma once

namespace backbeat::apps {

/// Lets threads of OpenMP sleep soon while they wait for each other. By default they ask again and
/// again for some milliseconds, which takes the core from the thread that they wait for as soon as
/// other programs run too. The runtime reads OMP_WAIT_POLICY and GOMP_SPINCOUNT while it is loaded,
/// before main(): the program starts itself again, once, with both set. Returns where the user has
/// chosen a policy, and where the program can not be started again; then they wait as the runtime
/// has it.
///
/// To be called before anything has been read, written or begun.
void sleep_while_waiting(char** argv);

}  // namespace backbeat::apps
