#include "apps/prediction/teacher_writer.h"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/atomic_file.h"
#include "apps/files/csv_field.h"
#include "audio/files/npy.h"

namespace backbeat::apps {

TeacherWriter::TeacherWriter(std::filesystem::path folder, std::vector<std::string> labels,
                             std::size_t rows_of_a_table)
    : folder_(std::move(folder)), labels_(std::move(labels)), rows_of_a_table_(rows_of_a_table) {
  make_folder(folder_);
  require_writable(file(1, ".csv"));
  for (int table = 2; std::filesystem::remove(file(table, ".csv")); ++table) {
    std::filesystem::remove(file(table, ".npy"));
  }
}

std::filesystem::path TeacherWriter::file(int table, const char* extension) const {
  return folder_ / (table == 1 ? fmt::format("windows{}", extension)
                               : fmt::format("windows_{}{}", table, extension));
}

void TeacherWriter::add(const std::filesystem::path& path, const Answer& answer) {
  for (const WindowAnswer& window : answer.windows) {
    lines_ += fmt::format("{},{:.3f}\n", csv_field(path.string()), window.start_s);
    for (const auto* part : {&window.probabilities, &window.hidden}) {
      values_.insert(values_.end(), part->begin(), part->end());
    }
    ++rows_;
  }
  if (rows_ >= rows_of_a_table_) write_table();
}

void TeacherWriter::finish() {
  if (rows_ > 0) write_table();
  if (tables_ > 0) return;
  throw std::runtime_error(fmt::format(
      "{}: found no answer to write, expected one recording at least", folder_.string()));
}

void TeacherWriter::write_table() {
  const std::size_t columns = values_.size() / rows_;
  if (tables_ == 0) {
    const nlohmann::ordered_json genres{{"name", "genres"},
                                        {"columns", labels_.size()},
                                        {"loss", "bce"},
                                        {"values", "probability"},
                                        {"labels", labels_}};
    const nlohmann::ordered_json hidden{
        {"name", "hidden"}, {"columns", columns - labels_.size()}, {"loss", "mse"}};
    write_json(folder_ / "teacher.json",
               {{"parts", nlohmann::ordered_json::array({genres, hidden})}});
  }
  ++tables_;
  // The array first: a table without one is refused.
  audio::write_npy(file(tables_, ".npy"), values_, rows_, columns);
  write_atomically(file(tables_, ".csv"), "path,start_s\n" + lines_);
  lines_.clear();
  values_.clear();
  rows_ = 0;
}

}  // namespace backbeat::apps
