#include "datasets/sources/csv.h"

#include <csv.h>
#include <fstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "datasets/dataset.h"
#include "datasets/sources/read_line.h"
#include "datasets/sources/utf8.h"

namespace backbeat::datasets {
namespace {

/// libcsv fed one physical line at a time, so that a row's line is known in spite of line breaks
/// inside quotes. Its callbacks only collect: exceptions must not cross C code.
class Parser {
 public:
  explicit Parser(std::string file) : file_(std::move(file)) {
    // CSV_REPALL_NL: the end of every line outside quotes is reported, blank lines too.
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// `line` with its line break.
  void feed(std::string_view line) {
    ++line_;
    if (csv_parse(&parser_, line.data(), line.size(), on_field, on_row_end, this) != line.size()) {
      fail(line_, "a quote out of place", "quotes around whole fields, doubled inside");
    }
  }

  void finish() {
    if (csv_fini(&parser_, on_field, on_row_end, this) != 0) {
      fail(row_line_, "a quote that is never closed", "a closing quote");
    }
  }

  void hand_over(const std::function<void(const CsvRow&)>& on_row) {
    for (const CsvRow& row : std::exchange(rows_, {})) on_row(row);
  }

 private:
  static void on_field(void* text, size_t length, void* self) {
    static_cast<Parser*>(self)->fields_.emplace_back(static_cast<const char*>(text), length);
  }

  static void on_row_end(int /*terminator*/, void* self) { static_cast<Parser*>(self)->end_row(); }

  void end_row() {
    if (!fields_.empty()) {
      rows_.push_back({fmt::format("{}:{}", file_, row_line_), std::exchange(fields_, {})});
    }
    row_line_ = line_ + 1;
  }

  [[noreturn]] void fail(int line, std::string_view found, std::string_view expected) const {
    throw ManifestError(
        fmt::format("{}:{}: CSV: found {}, expected {}", file_, line, found, expected));
  }

  std::string file_;
  csv_parser parser_{};
  int line_ = 0;
  int row_line_ = 1;
  std::vector<std::string> fields_;
  std::vector<CsvRow> rows_;
};

}  // namespace

void read_csv(const std::filesystem::path& path, const std::function<void(const CsvRow&)>& on_row) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw ManifestError(
        fmt::format("{}: found no file that can be opened, expected CSV", path.string()));
  }
  Parser parser(path.string());
  bool first = true;
  for (std::string line; read_line(file, path, line); first = false) {
    if (first) drop_byte_order_mark(line);
    parser.feed(line += '\n');
    parser.hand_over(on_row);
  }
  if (file.bad()) {
    throw ManifestError(fmt::format("{}: found a read error, expected CSV", path.string()));
  }
  parser.finish();
  parser.hand_over(on_row);
}

}  // namespace backbeat::datasets
