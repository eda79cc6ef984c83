#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/cli/cli_fwd.h"
#include "apps/training/teaching.h"

namespace backbeat::apps {

/// --teacher and what goes with it.
class TeacherArguments {
 public:
  explicit TeacherArguments(CLI::App& cli);

  /// After parsing. A teacher that is a model is asked about spectrograms that `cache_folder` keeps.
  /// Throws where datasets::Teacher, AskedTeacher and datasets::load_unlabelled() do.
  Teaching load(const std::filesystem::path& cache_folder) const;

 private:
  std::string source_, unlabelled_root_;
  std::vector<std::string> unlabelled_;
};

}  // namespace backbeat::apps
