#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

// Comma-separated values as RFC 4180 has them: quotes, embedded commas and line breaks, CRLF, a
// UTF-8 byte order mark; blank lines are skipped.
namespace backbeat::datasets {

struct CsvRow {
  std::string where;  ///< "manifest.csv:12", the physical line the row begins on
  std::vector<std::string> fields;
};

/// Calls `on_row` for each row in turn, the header included.
/// Throws ManifestError where the file can not be read or a quote is out of place.
void read_csv(const std::filesystem::path& path, const std::function<void(const CsvRow&)>& on_row);

}  // namespace backbeat::datasets
