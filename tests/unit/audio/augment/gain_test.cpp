#include "audio/augment/gain.h"

#include <cmath>
#include <set>

#include <gmock/gmock.h>

#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

TEST(Gain, ChangesTheLevelByItsDecibels) {
  const std::vector<float> original = white_noise(1000);
  for (const double gain_db : {-20.0, -6.0, 3.0, 12.0}) {
    std::vector<float> samples = original;
    apply_gain(samples, gain_db);
    EXPECT_NEAR(20.0 * std::log10(rms(samples) / rms(original)), gain_db, 1e-4);
  }
}

TEST(Gain, OfZeroDecibelsChangesNoBit) {
  std::vector<float> samples = white_noise(1000);
  apply_gain(samples, 0.0);
  EXPECT_EQ(samples, white_noise(1000));
}

TEST(Gain, IsDrawnFromItsRangeByItsKey) {
  std::set<float> gains;
  for (std::uint64_t key = 0; key < 500; ++key) {
    std::vector<float> samples{1.0F};
    Random random{key};
    random_gain(samples, random, {.low_db = -6.0, .high_db = 6.0});
    std::vector<float> again{1.0F};
    Random same{key};
    random_gain(again, same, {.low_db = -6.0, .high_db = 6.0});
    EXPECT_EQ(samples, again);
    gains.insert(samples[0]);
  }
  EXPECT_GT(gains.size(), 490U) << "different keys";
  EXPECT_GE(*gains.begin(), 0.5011F);
  EXPECT_LE(*gains.rbegin(), 1.9953F);
  EXPECT_LT(*gains.begin(), 0.52F);
  EXPECT_GT(*gains.rbegin(), 1.93F);
}

TEST(Polarity, TurnsAboutAsManyClipsAsItSays) {
  const std::vector<float> original = white_noise(10);
  std::vector<float> turned = original;
  for (float& x : turned) x = -x;
  int count = 0;
  for (std::uint64_t key = 0; key < 1000; ++key) {
    std::vector<float> samples = original;
    Random random{key};
    random_polarity(samples, random, {.probability = 0.3});
    EXPECT_TRUE(samples == original || samples == turned);
    count += samples == turned ? 1 : 0;
  }
  EXPECT_NEAR(count, 300, 60);
}

TEST(GainAndPolarity, OfNothingAreNothing) {
  Random random{1};
  std::vector<float> none;
  random_gain(none, random, {});
  random_polarity(none, random, {.probability = 1.0});
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace backbeat::audio
