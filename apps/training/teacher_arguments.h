#pragma once

#include <string>
#include <vector>

#include "apps/cli/cli_fwd.h"
#include "apps/training/teaching.h"

namespace backbeat::apps {

/// --teacher and what goes with it.
class TeacherArguments {
 public:
  explicit TeacherArguments(CLI::App& cli);

  /// After parsing. Throws where datasets::Teacher and datasets::load_unlabelled() do.
  Teaching load() const;

 private:
  std::string folder_, unlabelled_root_;
  std::vector<std::string> unlabelled_;
};

}  // namespace backbeat::apps
