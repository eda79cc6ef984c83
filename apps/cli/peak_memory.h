#pragma once

namespace backbeat::apps {

/// The most memory that this process has held so far, in MiB (VmHWM of Linux; 0 where the system
/// does not say). getrusage's ru_maxrss would count the program that started this one, too.
double peak_memory_mib();

}  // namespace backbeat::apps
