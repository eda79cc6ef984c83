#include "apps/prediction/earlier_output.h"

#include <algorithm>
#include <fstream>
#include <istream>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/printable.h"

namespace backbeat::apps {
namespace {

/// Reads the next whole record, its end included; false: there is none any more.
bool read_record(std::istream& in, const PredictionOptions& options, std::string& record) {
  const char end = options.format == PredictionFormat::kText && options.print0 ? '\0' : '\n';
  bool quoted = false;  // in CSV an end between quotes belongs to the record
  std::string line;
  record.clear();
  do {
    if (!std::getline(in, line, end) || in.eof()) return false;
    record += line + end;
    if (options.format == PredictionFormat::kCsv && std::ranges::count(line, '"') % 2 != 0) {
      quoted = !quoted;
    }
  } while (quoted);
  return true;
}

/// The first field of a CSV record, as it is there.
std::string first_field(const std::string& record) {
  bool quoted = false;
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (record[i] == '"') quoted = !quoted;
    if (record[i] == ',' && !quoted) return record.substr(0, i);
  }
  return "";
}

/// What stands for the file in a record: what any record about it has alike.
std::string name_in(const std::string& record, const PredictionOptions& options) {
  if (options.format == PredictionFormat::kCsv) return first_field(record);
  if (options.format == PredictionFormat::kText) return record.substr(0, record.find('\t'));
  const auto json = nlohmann::json::parse(record, nullptr, false);
  const bool has_path = json.is_object() && json.contains("path") && json["path"].is_string();
  return has_path ? json["path"].get<std::string>() : "";
}

/// Reads past the header. False: a kill left only a part of it.
bool read_header(std::istream& in, const std::string& expected, const std::filesystem::path& path) {
  std::string found(expected.size(), '\0');
  in.read(found.data(), static_cast<std::streamsize>(found.size()));
  found.resize(static_cast<std::size_t>(in.gcount()));
  if (found == expected) return true;
  if (expected.starts_with(found)) return false;
  throw std::runtime_error(fmt::format(
      "{}: found '{}', expected '{}', as these models and options write it", path.string(),
      printable(found.substr(0, found.find('\n'))), expected.substr(0, expected.find('\n'))));
}

}  // namespace

EarlierOutput read_earlier_output(const std::filesystem::path& path,
                                  const PredictionOptions& options, const std::string& header,
                                  Ended ended) {
  EarlierOutput earlier;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return earlier;
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(fmt::format("{}: can not be read", path.string()));
  if (!read_header(in, header, path)) return earlier;
  std::uintmax_t read = header.size();
  std::uintmax_t begin_of_last = read;
  std::string record, last;
  while (read_record(in, options, record)) {
    std::string name = name_in(record, options);
    if (name != last) {
      if (!last.empty()) earlier.names.insert(std::move(last));
      last = std::move(name);
      begin_of_last = read;
    }
    read += record.size();
  }
  if (in.bad()) throw std::runtime_error(fmt::format("{}: can not be read", path.string()));
  const bool more_may_come = ended == Ended::kPerhaps && options.timeline &&
                             options.format != PredictionFormat::kJsonLines;
  if (!more_may_come && !last.empty()) earlier.names.insert(std::move(last));
  earlier.bytes = more_may_come ? begin_of_last : read;
  return earlier;
}

}  // namespace backbeat::apps
