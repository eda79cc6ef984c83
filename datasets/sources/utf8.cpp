#include "datasets/sources/utf8.h"

#include <algorithm>
#include <cstddef>

namespace backbeat::datasets {
namespace {

struct Range {
  unsigned char first, last;
};

/// Bytes of the sequence that `text` begins with; 0: it is none. RFC 3629, "UTF8-octets".
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  std::size_t length = 0;
  Range second{.first = 0x80, .last = 0xBF};
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  if (first == 0xE0) second.first = 0xA0;  // no shorter sequence says the same
  if (first == 0xED) second.last = 0x9F;   // no surrogates
  if (first == 0xF0) second.first = 0x90;
  if (first == 0xF4) second.last = 0x8F;  // nothing beyond U+10FFFF
  if (length == 0 || text.size() < length) return 0;
  if (byte(1) < second.first || byte(1) > second.last) return 0;
  const std::string_view rest = text.substr(2, length - 2);
  const bool continued = std::ranges::all_of(
      rest, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
  return continued ? length : 0;
}

}  // namespace

void drop_byte_order_mark(std::string& text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.erase(0, kMark.size());
}

std::string to_utf8(std::string_view text) {
  std::string utf8;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length > 0) {
      utf8 += text.substr(0, length);
    } else {
      const auto latin1 = static_cast<unsigned char>(text[0]);
      utf8 += static_cast<char>(0xC0U | latin1 >> 6U);
      utf8 += static_cast<char>(0x80U | (latin1 & 0x3FU));
    }
    text.remove_prefix(std::max(length, std::size_t{1}));
  }
  return utf8;
}

}  // namespace backbeat::datasets
