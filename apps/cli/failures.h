#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace backbeat::apps {

/// Inputs, or outputs, that failed while work over the others went on: listed at the end,
/// remembered for the exit code.
class FailureList {
 public:
  FailureList() = default;
  /// `noun`: what fails, one of them.
  explicit FailureList(std::string noun) : noun_(std::move(noun)) {}

  /// Calls `work`; what it throws is the failure of `what`.
  void attempt(const std::string& what, const std::function<void()>& work);
  void add(std::string what, std::string reason) {
    failures_.emplace_back(std::move(what), std::move(reason));
  }
  const std::vector<std::pair<std::string, std::string>>& all() const { return failures_; }

  /// Lists them on standard error, if any.
  void report() const;
  /// kDone or kSomeFailed.
  int exit_code() const;

 private:
  std::string noun_ = "input";
  std::vector<std::pair<std::string, std::string>> failures_;  ///< what, why
};

}  // namespace backbeat::apps
