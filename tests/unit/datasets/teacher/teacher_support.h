#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audio/files/npy.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::datasets {

/// A teacher's folder of which each test writes what it needs.
class TeacherFolder {
 public:
  /// NAME.csv with these lines after its header, and NAME.npy of as many rows.
  void write(const std::string& name, std::string_view lines, const std::vector<float>& values,
             std::size_t rows) const {
    folder_.write(name + ".csv", "path,start_s\n" + std::string(lines));
    audio::write_npy(folder_ / (name + ".npy"), values, rows, values.size() / rows);
  }
  void describe(std::string_view json) const { folder_.write("teacher.json", json); }

  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

}  // namespace backbeat::datasets
