#include "audio/augment/equalizer.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>

namespace backbeat::audio {
namespace {

constexpr int kMels = 5;
constexpr std::size_t kFrames = 2;
constexpr double kFloor_db = -80.0;

std::vector<float> equalized(std::uint64_t key, double spread_db, float value_db = -20.0F) {
  std::vector<float> window(kMels * kFrames, value_db);
  Random random{key};
  random_equalizer(window, kMels, kFloor_db, random, {.spread_db = spread_db});
  return window;
}

TEST(Equalizer, GainsRunInAStraightLineAndAreTheSameInAllFrames) {
  for (std::uint64_t key = 0; key < 50; ++key) {
    const auto window = equalized(key, 5.0);
    const float step = (window[8] - window[0]) / 4.0F;
    for (std::size_t m = 0; m < kMels; ++m) {
      EXPECT_NEAR(window[m * kFrames], window[0] + static_cast<float>(m) * step, 1e-4);
      EXPECT_EQ(window[m * kFrames + 1], window[m * kFrames]);
    }
  }
}

TEST(Equalizer, BothEndsAreDrawnIndependentlyWithTheSpreadAskedFor) {
  constexpr int kDraws = 4000;
  double bass = 0.0;
  double treble = 0.0;
  double both = 0.0;
  double mean = 0.0;
  for (std::uint64_t key = 0; key < kDraws; ++key) {
    const auto window = equalized(key, 5.0);
    const double low = static_cast<double>(window.front()) + 20.0;
    const double high = static_cast<double>(window.back()) + 20.0;
    bass += low * low / kDraws;
    treble += high * high / kDraws;
    both += low * high / kDraws;
    mean += (low + high) / (2.0 * kDraws);
  }
  EXPECT_NEAR(std::sqrt(bass), 5.0, 0.25);
  EXPECT_NEAR(std::sqrt(treble), 5.0, 0.25);
  EXPECT_NEAR(both / 25.0, 0.0, 0.06);
  EXPECT_NEAR(mean, 0.0, 0.25);
}

TEST(Equalizer, NothingFallsBelowTheFloor) {
  float lowest = 0.0F;
  for (std::uint64_t key = 0; key < 50; ++key) {
    const auto window = equalized(key, 20.0, -79.0F);
    lowest = std::min(lowest, *std::min_element(window.begin(), window.end()));
  }
  EXPECT_EQ(lowest, -80.0F);
}

TEST(Equalizer, ASpreadOfNothingChangesNothing) {
  EXPECT_EQ(equalized(1, 0.0), std::vector<float>(kMels * kFrames, -20.0F));
}

TEST(Equalizer, OneBandIsTurnedUpOrDownToo) {
  std::vector<float> window(3, -20.0F);
  Random random{std::uint64_t{7}};
  random_equalizer(window, 1, kFloor_db, random, {.spread_db = 5.0});
  EXPECT_NE(window[0], -20.0F);
  EXPECT_TRUE(std::isfinite(window[0]));
}

}  // namespace
}  // namespace backbeat::audio
