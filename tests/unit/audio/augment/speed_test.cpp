#include "audio/augment/speed.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <gmock/gmock.h>

#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

constexpr int kRate_hz = 22050;

TEST(Speed, MovesASineByItsFactor) {
  for (const double factor : {0.9, 0.9781, 1.05, 1.1, 1.6180339}) {
    const std::vector<float> found = change_speed(sine(1000.0, kRate_hz, 1.0), factor);
    const std::vector<float> expected = sine(1000.0 * factor, kRate_hz, 1.0 / factor);
    // The filter rings at both ends, where the sine begins and stops at once.
    const std::size_t edge = expected.size() / 10;
    float largest = 0.0F;
    for (std::size_t n = edge; n + edge < expected.size(); ++n) {
      largest = std::max(largest, std::abs(found[n] - expected[n]));
    }
    EXPECT_LT(largest, 1e-3F) << factor;
  }
}

TEST(Speed, GivesTheLengthRoundedUp) {
  for (const double factor : {0.25, 0.9, 1.0, 1.1, 4.0}) {
    for (const std::size_t n : {0U, 1U, 99U, 12345U}) {
      const auto expected = static_cast<std::size_t>(std::ceil(static_cast<double>(n) / factor));
      EXPECT_EQ(length_at_speed(n, factor), expected);
      EXPECT_EQ(change_speed(std::vector<float>(n, 0.1F), factor).size(), expected);
    }
  }
}

TEST(Speed, OfOneChangesNoBit) {
  const std::vector<float> samples = white_noise(1000);
  EXPECT_EQ(change_speed(samples, 1.0), samples);
}

TEST(Speed, KeepsSilence) {
  EXPECT_THAT(change_speed(std::vector<float>(1000, 0.0F), 1.07), testing::Each(0.0F));
}

TEST(Speed, RemovesWhatWouldPassHalfTheRate) {
  const std::vector<float> found = change_speed(sine(10000.0, kRate_hz, 1.0), 1.3);
  EXPECT_LT(rms(std::span(found).subspan(2000, found.size() - 4000)), 1e-4);
}

TEST(Speed, FactorIsDrawnFromItsRangeByItsKeyUpAsOftenAsDown) {
  const SpeedOptions options{.low = 0.8, .high = 1.25};
  int faster = 0;
  double lowest = 9.0;
  double highest = 0.0;
  for (std::uint64_t key = 0; key < 1000; ++key) {
    Random random{key};
    Random same{key};
    const double factor = draw_speed(random, options);
    EXPECT_EQ(factor, draw_speed(same, options));
    faster += factor > 1.0 ? 1 : 0;
    lowest = std::min(lowest, factor);
    highest = std::max(highest, factor);
  }
  EXPECT_NEAR(faster, 500, 60);
  EXPECT_GE(lowest, 0.8);
  EXPECT_LE(highest, 1.25);
  EXPECT_LT(lowest, 0.81);
  EXPECT_GT(highest, 1.24);
}

TEST(Speed, RefusesOtherFactors) {
  const std::vector<float> samples(10);
  for (const double factor : {0.0, 0.2, 4.1, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(change_speed(samples, factor), std::invalid_argument) << factor;
  }
}

}  // namespace
}  // namespace backbeat::audio
