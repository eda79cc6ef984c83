#pragma once

#include <filesystem>

namespace backbeat::apps {

/// Processors that the quota of this process's control group, or of one that holds it, pays for, as
/// containers are given one: 1.5 is three halves of a core. Infinity without a quota. `root` is the
/// folder that holds proc/ and what is mounted.
double cpu_quota(const std::filesystem::path& root = "/");

}  // namespace backbeat::apps
