#include "apps/picture/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::apps::picture {
namespace {

constexpr Rgb kWhite{.red = 255, .green = 255, .blue = 255};
constexpr Rgb kRed{.red = 255, .green = 0, .blue = 0};

TEST(Image, IsWhiteToBeginWith) {
  EXPECT_THAT(Image(3, 2).pixels(),
              testing::ElementsAre(kWhite, kWhite, kWhite, kWhite, kWhite, kWhite));
}

TEST(Image, KeepsRowsTogetherTheTopOneFirst) {
  Image image(3, 2);
  image.set(2, 0, kRed);
  EXPECT_EQ(image.pixels()[2], kRed);
  EXPECT_EQ(image.at(2, 0), kRed);
  EXPECT_EQ(image.at(2, 1), kWhite);
}

TEST(Image, DropsWhatIsDrawnOutside) {
  Image image(3, 2);
  image.fill({.left = -5, .top = 1, .width = 7, .height = 9}, kRed);
  image.fill({.left = 2, .top = -4, .width = 9, .height = 5}, kRed);
  EXPECT_THAT(image.pixels(), testing::ElementsAre(kWhite, kWhite, kRed, kRed, kRed, kWhite));
}

TEST(Image, FramesABoxFromOutside) {
  Image image(5, 4);
  image.frame({.left = 1, .top = 1, .width = 3, .height = 2}, kRed);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 5; ++x) {
      const bool is_inside = x >= 1 && x <= 3 && y >= 1 && y <= 2;
      EXPECT_EQ(image.at(x, y), is_inside ? kWhite : kRed) << x << ", " << y;
    }
  }
}

}  // namespace
}  // namespace backbeat::apps::picture
