#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/model/classifier.h"

namespace backbeat::apps {

/// Writes answers as a folder that datasets::Teacher reads: windows.csv, windows.npy (float32: the
/// class probabilities, then the hidden layers) and teacher.json.
class TeacherWriter {
 public:
  /// Makes the folder. Throws std::runtime_error naming it where that fails.
  TeacherWriter(std::filesystem::path folder, std::vector<std::string> labels);

  /// Adds a recording's windows, whose answers have hidden layers.
  void add(const std::filesystem::path& path, const Answer& answer);

  /// Writes the files. Throws std::runtime_error naming the one that can not be written, and where
  /// nothing was added.
  void finish() const;

 private:
  std::filesystem::path folder_;
  std::vector<std::string> labels_;
  std::string table_ = "path,start_s\n";
  std::vector<float> values_;
  std::size_t rows_ = 0;
};

}  // namespace backbeat::apps
