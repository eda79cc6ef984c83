#pragma once

namespace backbeat::apps {

/// Exit codes of every program.
inline constexpr int kDone = 0;
inline constexpr int kSomeFailed = 1;
inline constexpr int kFatal = 2;

}  // namespace backbeat::apps
