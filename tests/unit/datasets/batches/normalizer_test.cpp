#include "datasets/batches/normalizer.h"

#include <cmath>
#include <stdexcept>

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;

TEST(Normalizer, WeighsClipsNotFrames) {
  // Band 0: clip means 0 and 10, E[x^2] 100 and 100. Band 1 is constant.
  const audio::Spectrogram a{2, 4, {10, -10, 10, -10, -80, -80, -80, -80}};
  const audio::Spectrogram b{2, 1, {10, -80}};
  const Normalizer normalizer = Normalizer::fit(std::vector{a, b});
  EXPECT_THAT(normalizer.mean, ElementsAre(5.0F, -80.0F));
  EXPECT_FLOAT_EQ(normalizer.std[0], std::sqrt(75.0F));
}

TEST(Normalizer, ABandThatNeverMovesIsNotBlownUp) {
  const audio::Spectrogram constant{1, 3, {-80, -80, -80}};
  const Normalizer normalizer = Normalizer::fit(std::vector{constant});
  EXPECT_THAT(normalizer.std, ElementsAre(1.0F));
}

TEST(Normalizer, KeepsDigitsOfSmallSpreadsAroundLargeMeans) {
  std::vector<float> values;
  for (int t = 0; t < 100000; ++t) values.push_back(t % 2 == 0 ? -10002.0F : -9998.0F);
  const audio::Spectrogram spectrogram{1, 100000, values};
  const Normalizer normalizer = Normalizer::fit(std::vector{spectrogram});
  EXPECT_FLOAT_EQ(normalizer.mean[0], -10000.0F);
  EXPECT_FLOAT_EQ(normalizer.std[0], 2.0F);
}

TEST(Normalizer, RefusesNoClipsFailedClipsAndMixedOnes) {
  const audio::Spectrogram good{1, 1, {0}};
  EXPECT_THROW(Normalizer::fit({}), std::invalid_argument);
  EXPECT_THROW(Normalizer::fit(std::vector{good, {}}), std::invalid_argument);
  EXPECT_THROW(Normalizer::fit(std::vector{good, {2, 1, {0, 0}}}), std::invalid_argument);
}

TEST(Normalizer, StandardisesEachBandByItsOwnNumbers) {
  const Normalizer normalizer{{1.0F, 10.0F}, {2.0F, 5.0F}};
  std::vector<float> window{1, 3, 10, 5};
  normalizer.apply(window);
  EXPECT_THAT(window, ElementsAre(0.0F, 1.0F, 0.0F, -1.0F));
}

TEST(Reference, IsFullScaleByDefault) {
  std::vector<float> values{-20, -30, -40, -50};
  Reference{}.apply(values, 2);
  EXPECT_THAT(values, ElementsAre(-20, -30, -40, -50));
}

TEST(Reference, IsTheMeanPower) {
  const Reference level{.level_range_db = 60.0F};
  std::vector<float> values{-20, -20, -20, -20};
  level.apply(values, 1);
  EXPECT_THAT(values, Each(FloatNear(0.0F, 1e-4F)));
  values = {0, -200};  // half the power of 0 dB: -3.01 dB
  level.apply(values, 1);
  EXPECT_NEAR(values[0], 10.0 * std::log10(2.0), 1e-4);
  EXPECT_EQ(values[1], -60.0F);
}

TEST(Reference, IsAShareOfEachBandsMean) {
  std::vector<float> values{-10, -30, -60, -64};
  Reference{.band_mean_share = 0.5F}.apply(values, 2);
  EXPECT_THAT(values, ElementsAre(0, -20, -29, -33));
}

TEST(Reference, OfWholeBandMeansMakesWindowsOfAnyEqualisationTheSame) {
  const audio::Spectrogram clip{2, 3, {-10, -30, -20, -50, -45, -60}};
  const Normalizer normalizer = Normalizer::fit(std::vector{clip}, {.band_mean_share = 1.0F});
  EXPECT_THAT(normalizer.mean, Each(FloatNear(0.0F, 1e-4F)));
  std::vector<float> window = clip.values;
  std::vector<float> brighter = clip.values;
  for (float& x : std::span(brighter).subspan(3)) x += 9.0F;
  normalizer.apply(window);
  normalizer.apply(brighter);
  EXPECT_THAT(brighter, Pointwise(FloatNear(1e-4F), window));
}

TEST(Reference, OfLevelMakesWindowsOfAnyLoudnessTheSame) {
  const audio::Spectrogram clip{2, 3, {-10, -30, -20, -50, -45, -60}};
  const Normalizer normalizer = Normalizer::fit(std::vector{clip}, {.level_range_db = 70.0F});
  EXPECT_EQ(normalizer.reference.level_range_db, 70.0F);
  std::vector<float> window = clip.values;
  std::vector<float> quieter = clip.values;
  for (float& x : quieter) x -= 17.0F;
  normalizer.apply(window);
  normalizer.apply(quieter);
  EXPECT_THAT(quieter, Pointwise(FloatNear(1e-4F), window));
}

TEST(Reference, StatisticsAreThoseOfLevelledClips) {
  const audio::Spectrogram loud{1, 2, {0, -10}};
  const audio::Spectrogram quiet{1, 2, {-40, -50}};
  const Normalizer normalizer =
      Normalizer::fit(std::vector{loud, quiet}, {.level_range_db = 70.0F});
  EXPECT_NEAR(normalizer.std[0], 5.0F, 1e-4F);  // 30 dB between the clips do not count
}

TEST(Normalizer, OfNumbersHasNoDeviationThatIsTiny) {
  // Two rows that vary by 1 and 3 about their means, and one that is always 5.
  const std::vector<audio::Spectrogram> rows{{3, 2, {0, 2, 7, 1, 5, 5}}, {3, 1, {1, 4, 5}}};
  const Normalizer normalizer = Normalizer::of_numbers(rows);
  EXPECT_THAT(normalizer.mean, ::testing::ElementsAre(1, 4, 5));
  const double a = 0.5, b = 4.5;  // variances, each clip weighing the same
  EXPECT_FLOAT_EQ(normalizer.std[0], static_cast<float>(std::sqrt(a)));
  EXPECT_FLOAT_EQ(normalizer.std[1], static_cast<float>(std::sqrt(b)));
  EXPECT_FLOAT_EQ(normalizer.std[2], static_cast<float>(0.01 * std::sqrt((a + b) / 3.0)));
  const std::vector<audio::Spectrogram> still{{1, 2, {3, 3}}};
  EXPECT_THAT(Normalizer::of_numbers(still).std, ::testing::ElementsAre(1));
}

}  // namespace
}  // namespace backbeat::datasets
