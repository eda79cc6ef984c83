#pragma once

#include <string>
#include <string_view>

#include "apps/picture/font.h"
#include "apps/picture/image.h"

// Lines of text: the dots of the font, each two pixels wide and high.
namespace backbeat::apps::picture {

inline constexpr int kDot_px = 2;
inline constexpr int kCapHeight_px = kCapHeight * kDot_px;

enum class Align { kLeft, kCentre, kRight };

/// How wide `ascii` is, without the gap after its last character.
int text_width_px(std::string_view ascii);

/// Draws `ascii` with its left end, centre or right end at x; y is the top of its capitals.
void draw_text(Image& image, int x, int y, Align align, std::string_view ascii, Rgb colour);

/// `utf8` in the characters of the font, kNoGlyph for each that it does not have; cut, with "..."
/// at its end, to be at most `width_px` wide.
std::string fit_text(std::string_view utf8, int width_px);

}  // namespace backbeat::apps::picture
