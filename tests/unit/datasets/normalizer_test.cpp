#include <stdexcept>

#include <gmock/gmock.h>

#include "datasets/batches.h"

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;

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

}  // namespace
}  // namespace backbeat::datasets
