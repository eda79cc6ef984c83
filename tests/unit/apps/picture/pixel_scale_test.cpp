#include "apps/picture/pixel_scale.h"

#include <gtest/gtest.h>

namespace backbeat::apps::picture {
namespace {

constexpr int kWiden_px = 100;
constexpr int kMost_px = 160;

PixelScale scale_of(int cells) {
  return PixelScale({.cells = cells, .widen_to_px = kWiden_px, .most_px = kMost_px});
}

TEST(PixelScale, WidensFewAndSharesMany) {
  EXPECT_EQ(scale_of(1).length_px(), 100);
  EXPECT_EQ(scale_of(33).length_px(), 99);
  EXPECT_EQ(scale_of(51).length_px(), 51);
  EXPECT_EQ(scale_of(160).length_px(), 160);
  EXPECT_EQ(scale_of(161).length_px(), 81);
  EXPECT_EQ(scale_of(1600).length_px(), 160);
}

TEST(PixelScale, ShowsEveryCellOnceAndInOrder) {
  for (int cells = 1; cells <= 1000; ++cells) {
    const PixelScale scale = scale_of(cells);
    ASSERT_GT(scale.length_px(), 0);
    ASSERT_LE(scale.length_px(), kMost_px);
    int next = 0;
    for (int px = 0; px < scale.length_px(); ++px) {
      const PixelScale::Cells shown = scale.cells_at(px);
      ASSERT_TRUE(shown.first == next || shown.end == next) << cells << " cells, pixel " << px;
      ASSERT_LT(shown.first, shown.end);
      next = shown.end;
    }
    ASSERT_EQ(next, cells);
  }
}

TEST(PixelScale, PlacesACellWhereItIsShown) {
  for (int cells = 1; cells <= 1000; ++cells) {
    const PixelScale scale = scale_of(cells);
    for (int cell = 0; cell < cells; ++cell) {
      const PixelScale::Cells shown = scale.cells_at(static_cast<int>(scale.px_of(cell + 0.5)));
      ASSERT_TRUE(shown.first <= cell && cell < shown.end) << cells << " cells, cell " << cell;
    }
  }
}

}  // namespace
}  // namespace backbeat::apps::picture
