#include "datasets/teacher/teacher.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <exception>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "audio/files/npy.h"
#include "datasets/dataset.h"
#include "datasets/digest.h"
#include "datasets/sources/csv.h"
#include "datasets/sources/parse.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

/// A path without its root and the `..` it begins with: what the paths of two folders that hold the
/// same music have in common is at their end.
fs::path ending(const fs::path& path) {
  fs::path end;
  for (const fs::path& part : path.lexically_normal().relative_path()) {
    if (part != "..") end /= part;
  }
  return end;
}

std::vector<fs::path> tables_in(const fs::path& folder) {
  std::vector<fs::path> tables;
  if (!fs::is_directory(folder)) {
    throw ManifestError(fmt::format(
        "{}: found no folder, expected a teacher's: NAME.csv and NAME.npy", folder.string()));
  }
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".csv" && fs::exists(fs::path(path).replace_extension(".npy"))) {
      tables.push_back(path);
    }
  }
  if (tables.empty()) {
    throw ManifestError(fmt::format("{}: found no table, expected NAME.csv with NAME.npy beside it",
                                    folder.string()));
  }
  std::ranges::sort(tables);
  return tables;
}

/// The word that stands at `key`, one of two. Throws ManifestError where it is another.
std::string one_of(const nlohmann::json& json, const char* key, const char* a, const char* b,
                   const char* fallback) {
  auto word = json.value(key, fallback);
  if (word == a || word == b) return word;
  throw ManifestError(fmt::format("{}: found '{}', expected {} or {}", key, word, a, b));
}

/// Its conversion to int would cut other numbers.
int columns_of(const nlohmann::json& json) {
  const nlohmann::json& columns = json.at("columns");
  if (columns.is_number_integer() && std::abs(columns.get<double>()) < 1e9) return columns;
  throw ManifestError(fmt::format("columns: found {}, expected a whole number", columns.dump()));
}

TeacherPart to_part(const nlohmann::json& json, int first_column) {
  using Loss = TeacherPart::Loss;
  TeacherPart part{.name = json.at("name"),
                   .first_column = first_column,
                   .columns = columns_of(json),
                   .loss = one_of(json, "loss", "mse", "bce", "") == "bce"
                               ? Loss::kBinaryCrossEntropy
                               : Loss::kMeanSquaredError,
                   .weight = json.value("weight", 1.0),
                   .labels = json.value("labels", std::vector<std::string>())};
  const auto plain = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; };
  if (part.name.empty() || !std::ranges::all_of(part.name, plain)) {
    throw ManifestError(fmt::format(
        "name: found '{}', expected letters, digits, '_' and '-': it names an output", part.name));
  }
  if (!(part.weight >= 0.0)) {
    throw ManifestError(fmt::format("weight: found {}, expected 0 or more", part.weight));
  }
  if (!part.labels.empty() && std::ssize(part.labels) != part.columns) {
    throw ManifestError(fmt::format("labels: found {}, expected {}, one a column",
                                    part.labels.size(), part.columns));
  }
  return part;
}

}  // namespace

Teacher::Teacher(const fs::path& folder) {
  for (const fs::path& table : tables_in(folder)) read_table(table);
  for (auto& [path, windows] : windows_) {
    std::ranges::stable_sort(windows, {}, &TeacherWindow::start_s);
  }
  const fs::path description = folder / "teacher.json";
  if (fs::exists(description)) {
    read_parts(description);
  } else {
    parts_ = {{.name = "answers", .columns = static_cast<int>(columns_)}};
  }
}

Teacher::Teacher(std::vector<TeacherPart> parts)
    : columns_(static_cast<std::size_t>(parts.back().first_column + parts.back().columns)),
      parts_(std::move(parts)) {}

void Teacher::add(const fs::path& recording, double start_s, std::span<const float> row) {
  std::vector<TeacherWindow>& windows = windows_[ending(fs::absolute(recording))];
  const auto place = std::ranges::upper_bound(windows, start_s, {}, &TeacherWindow::start_s);
  windows.insert(place, {.start_s = start_s, .row = rows()});
  values_.insert(values_.end(), row.begin(), row.end());
}

void Teacher::read_table(const fs::path& table) {
  const fs::path array_path = fs::path(table).replace_extension(".npy");
  const audio::NpyArray array = audio::read_npy(array_path);
  const std::size_t columns = array.shape.size() == 2 ? array.shape[1] : 0;
  if (columns == 0 || (columns_ != 0 && columns != columns_)) {
    throw ManifestError(
        fmt::format("{}: found {} columns, expected {}", array_path.string(), columns,
                    columns_ == 0 ? "one or more" : fmt::format("{}, as in the others", columns_)));
  }
  columns_ = columns;
  std::optional<CsvRow> header;
  std::size_t row = rows();
  read_csv(table, [&](const CsvRow& line) {
    if (!header) {
      header = line;
      if (line.fields == std::vector<std::string>{"path", "start_s"}) return;
      throw ManifestError(
          fmt::format("{}: header: found other columns, expected path,start_s", line.where));
    }
    const auto start_s =
        line.fields.size() == 2 ? parse_number<double>(line.fields[1]) : std::nullopt;
    if (!start_s || !std::isfinite(*start_s)) {
      throw ManifestError(
          fmt::format("{}: found {} fields, expected a path and its start in seconds", line.where,
                      line.fields.size()));
    }
    windows_[ending(line.fields[0])].push_back({.start_s = *start_s, .row = row++});
  });
  if (row - rows() != array.shape[0]) {
    throw ManifestError(fmt::format("{}: found {} lines, expected {}, one per row of {}",
                                    table.string(), row - rows(), array.shape[0],
                                    array_path.filename().string()));
  }
  const auto bad = std::ranges::find_if_not(array.values, [](float v) { return std::isfinite(v); });
  if (bad != array.values.end()) {
    throw ManifestError(fmt::format("{}: row {}: found {}, expected a number", array_path.string(),
                                    (bad - array.values.begin()) / static_cast<int>(columns),
                                    *bad));
  }
  values_.insert(values_.end(), array.values.begin(), array.values.end());
}

void Teacher::read_parts(const fs::path& description) {
  int column = 0;
  try {
    std::ifstream file(description);
    const auto document = nlohmann::json::parse(file);
    for (const auto& json : document.at("parts")) {
      parts_.push_back(to_part(json, column));
      const TeacherPart& part = parts_.back();
      if (std::ranges::count(parts_, part.name, &TeacherPart::name) > 1) {
        throw ManifestError(fmt::format("name: found '{}' twice, expected another", part.name));
      }
      column += part.columns;
      if (part.columns < 1 || column > static_cast<int>(columns_)) break;
      if (part.loss == TeacherPart::Loss::kMeanSquaredError) continue;
      const auto values = one_of(json, "values", "probability", "logit", "probability");
      to_probabilities(part, values == "logit", json.value("scale", 1.0F));
    }
    if (column != static_cast<int>(columns_)) {
      throw ManifestError(
          fmt::format("columns: found parts of {} together, expected {}, as the arrays have",
                      column, columns_));
    }
  } catch (const std::exception& error) {  // the JSON reader's, or one of those above
    throw ManifestError(fmt::format("{}: {}", description.string(), error.what()));
  }
}

void Teacher::to_probabilities(const TeacherPart& part, bool logits, float scale) {
  if (!(scale >= std::numeric_limits<float>::min() && std::isfinite(scale))) {
    throw ManifestError(fmt::format("{}: scale: found {}, expected above 0", part.name, scale));
  }
  for (std::size_t i = 0; i < rows(); ++i) {
    for (int k = 0; k < part.columns; ++k) {
      float& value = values_[i * columns_ + static_cast<std::size_t>(part.first_column + k)];
      value /= scale;
      if (logits) value = 1.0F / (1.0F + std::exp(-value));
      if (value >= 0.0F && value <= 1.0F) continue;
      throw ManifestError(
          fmt::format("{}: row {}: found {}, expected a probability", part.name, i, value));
    }
  }
}

std::string Teacher::fingerprint() const {
  return datasets::fingerprint(values_);
}

std::span<const TeacherWindow> Teacher::windows_of(const fs::path& recording) const {
  fs::path name = ending(fs::absolute(recording));
  while (!name.empty()) {
    if (const auto found = windows_.find(name); found != windows_.end()) return found->second;
    fs::path shorter;
    for (auto part = std::next(name.begin()); part != name.end(); ++part) shorter /= *part;
    name = std::move(shorter);
  }
  return {};
}

}  // namespace backbeat::datasets
