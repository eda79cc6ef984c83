#include "apps/prediction/earlier_output.h"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/files/printable.h"

namespace backbeat::apps {
namespace {

/// Where `mark` stands first in a CSV `text`, not between quotes; npos: nowhere.
std::size_t find_unquoted(std::string_view text, char mark) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == mark && !quoted) return i;
  }
  return std::string_view::npos;
}

/// The bytes of the record at the beginning of `text`, its end included; 0: it has none.
std::size_t record_bytes(std::string_view text, const PredictionOptions& options) {
  const char end = options.format == PredictionFormat::kText && options.print0 ? '\0' : '\n';
  const std::size_t at =
      options.format == PredictionFormat::kCsv ? find_unquoted(text, end) : text.find(end);
  return at == std::string_view::npos ? 0 : at + 1;
}

/// What stands for the file in a record: what any record about it has alike.
std::string name_in(std::string_view record, const PredictionOptions& options) {
  if (options.format == PredictionFormat::kText) {
    return std::string(record.substr(0, record.find('\t')));
  }
  if (options.format == PredictionFormat::kJsonLines) {
    const auto json = nlohmann::json::parse(record, nullptr, false);
    return json.is_object() ? json.value("path", "") : "";
  }
  const std::size_t comma = find_unquoted(record, ',');
  return comma == std::string_view::npos ? "" : std::string(record.substr(0, comma));
}

}  // namespace

EarlierOutput read_earlier_output(const std::filesystem::path& path,
                                  const PredictionOptions& options, const std::string& header,
                                  Ended ended) {
  EarlierOutput earlier;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return earlier;
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw std::runtime_error(fmt::format("{}: can not be read", path.string()));
  std::string_view rest = bytes;
  const std::string_view begin = rest.substr(0, header.size());
  if (begin.size() < header.size() && header.starts_with(begin)) return earlier;
  if (begin != header) {
    throw std::runtime_error(fmt::format(
        "{}: found '{}', expected '{}', as these models and options write it", path.string(),
        printable(rest.substr(0, rest.find('\n'))), header.substr(0, header.find('\n'))));
  }
  rest.remove_prefix(header.size());
  earlier.bytes = header.size();
  std::string last;
  std::uintmax_t begin_of_last = earlier.bytes;
  std::uintmax_t read = earlier.bytes;
  while (const std::size_t size = record_bytes(rest, options)) {
    std::string name = name_in(rest.substr(0, size), options);
    if (name != last) {
      if (!last.empty()) earlier.names.insert(std::move(last));
      last = std::move(name);
      begin_of_last = read;
    }
    read += size;
    rest.remove_prefix(size);
  }
  const bool more_may_come = ended == Ended::kPerhaps && options.timeline &&
                             options.format != PredictionFormat::kJsonLines;
  if (!more_may_come && !last.empty()) earlier.names.insert(std::move(last));
  earlier.bytes = more_may_come ? begin_of_last : read;
  return earlier;
}

}  // namespace backbeat::apps
