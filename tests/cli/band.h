#pragma once

#include <string>
#include <vector>

#include "tests/cli/run.h"

namespace backbeat::cli {

/// A dataset small enough to train on in a second (two styles, six clips of three seconds, in
/// "music/"), and a model trained on it ("model.safetensors"). Made once for all tests of a
/// program.
class Band {
 public:
  static const Band& get();

  const TemporaryFolder& folder() const { return folder_; }
  std::string music() const { return (folder_ / "music").string(); }
  std::string model() const { return (folder_ / "model.safetensors").string(); }
  std::string net() const { return (folder_ / "tiny.net").string(); }

  /// Arguments of a short training on `dataset`, writing `out`.
  std::vector<std::string> train_arguments(const std::string& dataset,
                                           const std::string& out) const;

 private:
  Band();

  TemporaryFolder folder_;
};

}  // namespace backbeat::cli
