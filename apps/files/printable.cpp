#include "apps/files/printable.h"

#include <cstddef>

#include <fmt/format.h>

namespace backbeat::apps {
namespace {

std::string escape(std::string_view text, bool breaks) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const bool is_break = byte == '\n' || byte == '\t';
    const bool is_control = byte < 0x20 || byte == 0x7F;
    if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {  // U+0080 to U+009F
      safe += fmt::format("\\x{:02x}", next);
      ++i;
    } else if (!is_control || (is_break && breaks)) {
      safe += text[i];
    } else if (byte == '\n') {
      safe += "\\n";
    } else if (byte == '\t') {
      safe += "\\t";
    } else if (byte == '\r') {
      safe += "\\r";
    } else {
      safe += fmt::format("\\x{:02x}", byte);
    }
  }
  return safe;
}

}  // namespace

std::string printable(std::string_view text) {
  return escape(text, false);
}

std::string printable_lines(std::string_view text) {
  return escape(text, true);
}

}  // namespace backbeat::apps
