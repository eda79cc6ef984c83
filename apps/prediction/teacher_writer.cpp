#include "apps/prediction/teacher_writer.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "apps/files/atomic_file.h"
#include "apps/files/csv_field.h"
#include "audio/files/npy.h"

namespace backbeat::apps {

TeacherWriter::TeacherWriter(std::filesystem::path folder, std::vector<std::string> labels)
    : folder_(std::move(folder)), labels_(std::move(labels)) {
  std::filesystem::create_directories(folder_);
  require_writable(folder_ / "windows.csv");
}

void TeacherWriter::add(const std::filesystem::path& path, const Answer& answer) {
  for (const WindowAnswer& window : answer.windows) {
    table_ += fmt::format("{},{:.3f}\n", csv_field(path.string()), window.start_s);
    for (const auto* part : {&window.probabilities, &window.hidden}) {
      values_.insert(values_.end(), part->begin(), part->end());
    }
    ++rows_;
  }
}

void TeacherWriter::finish() const {
  if (rows_ == 0) {
    throw std::runtime_error(fmt::format(
        "{}: found no answer to write, expected one recording at least", folder_.string()));
  }
  const std::size_t columns = values_.size() / rows_;
  nlohmann::ordered_json parts;
  parts.push_back({{"name", "genres"},
                   {"columns", labels_.size()},
                   {"loss", "bce"},
                   {"values", "probability"},
                   {"labels", labels_}});
  parts.push_back({{"name", "hidden"}, {"columns", columns - labels_.size()}, {"loss", "mse"}});
  audio::write_npy(folder_ / "windows.npy", values_, rows_, columns);
  write_json(folder_ / "teacher.json", {{"parts", parts}});
  write_atomically(folder_ / "windows.csv", table_);
}

}  // namespace backbeat::apps
