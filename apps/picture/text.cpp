#include "apps/picture/text.h"

#include <algorithm>

namespace backbeat::apps::picture {
namespace {

constexpr int kAdvance_px = (kGlyphWidth + 1) * kDot_px;

/// Whether the quarter of a dot at `x`, `y` pixels has ink: that of its dot, or what joins two dots
/// that meet at its corner only, so that slanted strokes are no stairs.
bool has_ink(char character, int x, int y) {
  const int column = x / kDot_px;
  const int row = y / kDot_px;
  if (glyph_dot(character, column, row)) return true;
  const int column_beside = x % kDot_px == 0 ? column - 1 : column + 1;
  const int row_beside = y % kDot_px == 0 ? row - 1 : row + 1;
  return glyph_dot(character, column_beside, row) && glyph_dot(character, column, row_beside) &&
         !glyph_dot(character, column_beside, row_beside);
}

void draw_glyph(Image& image, int left, int top, char character, Rgb colour) {
  for (int y = 0; y < kGlyphHeight * kDot_px; ++y) {
    for (int x = 0; x < kGlyphWidth * kDot_px; ++x) {
      if (has_ink(character, x, y)) image.set(left + x, top + y, colour);
    }
  }
}

/// Bytes after the first of a character in UTF-8.
bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

int text_width_px(std::string_view ascii) {
  return std::max(0, static_cast<int>(ascii.size()) * kAdvance_px - kDot_px);
}

void draw_text(Image& image, int x, int y, Align align, std::string_view ascii, Rgb colour) {
  const int width = text_width_px(ascii);
  if (align == Align::kCentre) x -= width / 2;
  if (align == Align::kRight) x -= width;
  for (const char character : ascii) {
    draw_glyph(image, x, y, character, colour);
    x += kAdvance_px;
  }
}

std::string fit_text(std::string_view utf8, int width_px) {
  std::string text;
  for (const char byte : utf8) {
    if (is_continuation(byte)) continue;
    text += byte >= ' ' && byte <= '~' ? byte : kNoGlyph;
  }
  if (text_width_px(text) <= width_px) return text;
  constexpr std::string_view kCut = "...";
  const int room = (width_px + kDot_px) / kAdvance_px - static_cast<int>(kCut.size());
  return text.substr(0, static_cast<std::size_t>(std::max(0, room))).append(kCut);
}

}  // namespace backbeat::apps::picture
