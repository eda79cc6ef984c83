// One model's answers at the times of another's windows.

#include "apps/model/window_mean.h"

#include <gmock/gmock.h>

namespace backbeat::apps {
namespace {

using testing::ElementsAre;

/// Windows of two seconds that overlap by half.
const std::vector<WindowAnswer> kWindows{
    {.start_s = 0.0, .end_s = 2.0, .probabilities{1.0F, 0.0F}, .hidden{8.0F}},
    {.start_s = 1.0, .end_s = 3.0, .probabilities{0.5F, 0.5F}, .hidden{4.0F}},
    {.start_s = 2.0, .end_s = 4.0, .probabilities{0.0F, 1.0F}, .hidden{2.0F}}};

TEST(WindowMean, OfAWindowOfTheSameTimeIsThatAlone) {
  for (const WindowAnswer& window : kWindows) {
    const WindowAnswer mean = mean_between(kWindows, window.start_s, window.end_s);
    EXPECT_EQ(mean.probabilities, window.probabilities);
    EXPECT_EQ(mean.hidden, window.hidden);
    EXPECT_EQ(mean.start_s, window.start_s);
    EXPECT_EQ(mean.end_s, window.end_s);
  }
}

TEST(WindowMean, IsOverAllThatOverlap) {
  const WindowAnswer early = mean_between(kWindows, 0.5, 1.5);
  EXPECT_THAT(early.probabilities, ElementsAre(0.75F, 0.25F));
  EXPECT_THAT(early.hidden, ElementsAre(6.0F));
  EXPECT_THAT(mean_between(kWindows, 1.25, 3.5).probabilities, ElementsAre(0.5F, 0.5F));
  EXPECT_THAT(mean_between(kWindows, 2.5, 3.5).probabilities, ElementsAre(0.25F, 0.75F));
  EXPECT_THAT(mean_between(kWindows, 0.0, 9.0).probabilities, ElementsAre(0.5F, 0.5F));
}

TEST(WindowMean, TakesNoneThatOnlyTouches) {
  EXPECT_THAT(mean_between(kWindows, 0.0, 1.0).hidden, ElementsAre(8.0F));
  EXPECT_THAT(mean_between(kWindows, 3.0, 4.0).hidden, ElementsAre(2.0F));
}

TEST(WindowMean, IsTheNearestWhereNoneOverlaps) {
  EXPECT_THAT(mean_between(kWindows, 4.0, 4.5).hidden, ElementsAre(2.0F));
  EXPECT_THAT(mean_between(kWindows, -1.0, 0.0).hidden, ElementsAre(8.0F));
}

}  // namespace
}  // namespace backbeat::apps
