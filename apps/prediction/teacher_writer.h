#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/model/classifier.h"

namespace backbeat::apps {

/// Writes answers as a folder that datasets::Teacher reads: teacher.json, and tables of windows with
/// an array each (float32: the class probabilities, then the hidden layers): windows.csv and
/// windows.npy, windows_2.csv and windows_2.npy, and so on. A table is written as soon as it is
/// full, so that a run that is killed leaves what it had, in memory that does not grow.
class TeacherWriter {
 public:
  static constexpr std::size_t kRowsOfATable = 10000;  // 3 to 4 hours of music

  /// Makes the folder, or takes away the tables that it has of an earlier run. Throws
  /// std::runtime_error naming it where that fails.
  TeacherWriter(std::filesystem::path folder, std::vector<std::string> labels,
                std::size_t rows_of_a_table = kRowsOfATable);

  /// Adds a recording's windows, whose answers have hidden layers. Throws std::runtime_error naming
  /// the file that can not be written.
  void add(const std::filesystem::path& path, const Answer& answer);

  /// Writes what is left. Throws as add() does, and where nothing was added.
  void finish();

 private:
  /// The file of a table, counted from 1.
  std::filesystem::path file(int table, const char* extension) const;
  void write_table();

  std::filesystem::path folder_;
  std::vector<std::string> labels_;
  std::size_t rows_of_a_table_;
  std::string lines_;
  std::vector<float> values_;
  std::size_t rows_ = 0;
  int tables_ = 0;  ///< written so far
};

}  // namespace backbeat::apps
