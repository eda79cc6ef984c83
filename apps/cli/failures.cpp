#include "apps/cli/failures.h"

#include <exception>
#include <iostream>

#include "apps/cli/exit_codes.h"
#include "apps/files/printable.h"

namespace backbeat::apps {

void FailureList::attempt(const std::string& what, const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    add(what, error.what());
  }
}

void FailureList::report() const {
  if (failures_.empty()) return;
  std::cerr << failures_.size() << ' ' << noun_ << (failures_.size() == 1 ? "" : "s")
            << " failed:\n";
  for (const auto& [what, reason] : failures_) {
    // Most reasons name the file already; a manifest's line has to be said beside it.
    const bool is_named = reason.starts_with(what + ": ");
    std::cerr << "  " << (is_named ? "" : printable(what) + ": ") << printable(reason) << '\n';
  }
}

int FailureList::exit_code() const {
  return failures_.empty() ? kDone : kSomeFailed;
}

}  // namespace backbeat::apps
