#include "apps/picture/text.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::picture {
namespace {

constexpr Rgb kBlack{};
constexpr int kMiddle = 60;

/// The smallest box around all ink; `text` is drawn at (kMiddle, 4).
Box ink(std::string_view text, Align align) {
  Image image(2 * kMiddle, 40);
  draw_text(image, kMiddle, 4, align, text, kBlack);
  Box box{.left = image.width_px(), .top = image.height_px()};
  int right = 0;
  int bottom = 0;
  for (int y = 0; y < image.height_px(); ++y) {
    for (int x = 0; x < image.width_px(); ++x) {
      if (image.at(x, y) != kBlack) continue;
      box.left = std::min(box.left, x);
      box.top = std::min(box.top, y);
      right = std::max(right, x + 1);
      bottom = std::max(bottom, y + 1);
    }
  }
  box.width = right - box.left;
  box.height = bottom - box.top;
  return box;
}

TEST(Text, IsAsWideAsItSays) {
  EXPECT_EQ(text_width_px(""), 0);
  EXPECT_EQ(ink("H", Align::kLeft).width, text_width_px("H"));
  EXPECT_EQ(ink("HHHH", Align::kLeft).width, text_width_px("HHHH"));
  EXPECT_EQ(ink("HHHH", Align::kLeft).height, kCapHeight_px);
}

TEST(Text, StandsAtItsPlace) {
  const int width = text_width_px("HHH");
  EXPECT_EQ(ink("HHH", Align::kLeft).left, kMiddle);
  EXPECT_EQ(ink("HHH", Align::kCentre).left, kMiddle - width / 2);
  EXPECT_EQ(ink("HHH", Align::kRight).right(), kMiddle);
  EXPECT_EQ(ink("HHH", Align::kLeft).top, 4);
}

TEST(Text, JoinsSlantedStrokesAndKeepsCorners) {
  Image image(24, 18);
  draw_text(image, 0, 0, Align::kLeft, "V", kBlack);
  // The left stroke goes down in column 0 to row 4, and from row 5 on in column 1.
  EXPECT_EQ(image.at(2, 9), kBlack);
  EXPECT_EQ(image.at(1, 10), kBlack);
  EXPECT_NE(image.at(3, 9), kBlack);
  EXPECT_NE(image.at(2, 8), kBlack);
  draw_text(image, 12, 0, Align::kLeft, "L", kBlack);
  EXPECT_EQ(image.at(12, 13), kBlack);
  EXPECT_NE(image.at(14, 11), kBlack);
}

TEST(Text, IsCutToFit) {
  const std::string name = "a recording with a rather long name.flac";
  EXPECT_EQ(fit_text(name, text_width_px(name)), name);
  for (int width_px = 40; width_px < text_width_px(name); ++width_px) {
    const std::string cut = fit_text(name, width_px);
    EXPECT_LE(text_width_px(cut), width_px);
    EXPECT_GT(text_width_px(cut + "mm"), width_px) << "no shorter than it must be";
    EXPECT_TRUE(cut.ends_with("..."));
    EXPECT_TRUE(name.starts_with(cut.substr(0, cut.size() - 3)));
  }
}

TEST(Text, HasOneMarkForEachForeignCharacter) {
  EXPECT_EQ(fit_text("Bj\xC3\xB6rk \xE6\x97\xA5\xF0\x9F\x8E\xB5\n", 1000), "Bj\x7Frk \x7F\x7F\x7F");
}

}  // namespace
}  // namespace backbeat::apps::picture
