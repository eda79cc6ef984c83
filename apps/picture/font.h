#pragma once

// A font of 5 x 9 dots for ASCII, so that no font need be installed.
namespace backbeat::apps::picture {

inline constexpr int kGlyphWidth = 5;
inline constexpr int kGlyphHeight = 9;
inline constexpr int kCapHeight = 7;  ///< rows above the baseline; the others hold descenders

/// Stands for what the font does not have: an empty box.
inline constexpr char kNoGlyph = '\x7f';

/// Whether the glyph of `character` has ink at `column`, `row`, both from the upper left; outside
/// of the glyph there is none. A character that is not printable ASCII is kNoGlyph.
bool glyph_dot(char character, int column, int row);

}  // namespace backbeat::apps::picture
