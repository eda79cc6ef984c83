#include "apps/files/csv_field.h"

namespace backbeat::apps {
namespace {

bool formulas_kept = false;

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_cell(const std::string& text) {
  const bool is_formula = text.find_first_of("=+-@\t\r") == 0;
  return csv_field(is_formula && !formulas_kept ? '\'' + text : text);
}

void keep_csv_formulas() {
  formulas_kept = true;
}

}  // namespace backbeat::apps
