#include "apps/picture/font.h"

#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::picture {
namespace {

std::string rows_of(char character) {
  std::string rows;
  for (int row = 0; row < kGlyphHeight; ++row) {
    for (int column = 0; column < kGlyphWidth; ++column) {
      rows += glyph_dot(character, column, row) ? '#' : '.';
    }
    rows += '\n';
  }
  return rows;
}

TEST(Font, DrawsALetterUprightAndNotMirrored) {
  EXPECT_EQ(rows_of('F'),
            "#####\n"
            "#....\n"
            "#....\n"
            "####.\n"
            "#....\n"
            "#....\n"
            "#....\n"
            ".....\n"
            ".....\n");
}

TEST(Font, HasADifferentGlyphForEachPrintableCharacter) {
  std::set<std::string> glyphs;
  for (char c = ' '; c <= '~'; ++c) glyphs.insert(rows_of(c));
  EXPECT_EQ(glyphs.size(), 95U);
  EXPECT_FALSE(glyphs.contains(rows_of(kNoGlyph)));
  EXPECT_THAT(rows_of(' '), testing::Not(testing::HasSubstr("#")));
}

TEST(Font, OnlyDescendersReachBelowTheBaseline) {
  constexpr std::size_t kLine = kGlyphWidth + 1;
  for (char c = ' '; c <= '~'; ++c) {
    const std::string below = rows_of(c).substr(kCapHeight * kLine);
    const bool descends = std::string(",;_gjpqy").find(c) != std::string::npos;
    EXPECT_EQ(below.find('#') != std::string::npos, descends) << "'" << c << "'";
  }
}

TEST(Font, MarksWhatItDoesNotHave) {
  for (const char c : {'\n', '\0', '\xC3'}) EXPECT_EQ(rows_of(c), rows_of(kNoGlyph));
}

}  // namespace
}  // namespace backbeat::apps::picture
