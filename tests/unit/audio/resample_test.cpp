#include "audio/resample.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

struct Rates {
  int from_hz;
  int to_hz;
};

class Resample : public testing::TestWithParam<Rates> {};

TEST_P(Resample, ASineStaysThatSine) {
  const auto [from_hz, to_hz] = GetParam();
  const std::vector<float> found = resample(sine(1000.0, from_hz, 1.0), from_hz, to_hz);
  const std::vector<float> expected = sine(1000.0, to_hz, 1.0);
  ASSERT_EQ(found.size(), expected.size());
  // The filter rings at both ends, where the sine begins and stops at once.
  const std::size_t edge = expected.size() / 10;
  float largest = 0.0F;
  for (std::size_t i = edge; i + edge < expected.size(); ++i) {
    largest = std::max(largest, std::abs(found[i] - expected[i]));
  }
  EXPECT_LT(largest, 1e-4F);
}

TEST_P(Resample, GivesTheLengthRoundedUp) {
  const auto [from_hz, to_hz] = GetParam();
  for (const std::size_t n : {1U, 2U, 99U, 1000U, 12345U}) {
    const double exact = static_cast<double>(n) * to_hz / from_hz;
    EXPECT_EQ(resample(std::vector<float>(n, 0.1F), from_hz, to_hz).size(),
              static_cast<std::size_t>(std::ceil(exact)));
  }
}

TEST_P(Resample, KeepsAConstant) {
  const auto [from_hz, to_hz] = GetParam();
  const std::vector<float> found =
      resample(std::vector<float>(static_cast<std::size_t>(from_hz), 0.25F), from_hz, to_hz);
  EXPECT_NEAR(found[found.size() / 2], 0.25F, 1e-5F);
}

TEST_P(Resample, ASignalInBlocksGivesTheSameBits) {
  const auto [from_hz, to_hz] = GetParam();
  const std::vector<float> samples = white_noise(30001);
  const std::vector<float> whole = resample(samples, from_hz, to_hz);
  for (const std::size_t block : {100U, 4096U, 29999U}) {
    Resampler resampler(from_hz, to_hz);
    std::vector<float> found;
    const auto take = [&](std::span<const float> made) {
      found.insert(found.end(), made.begin(), made.end());
    };
    for (std::size_t begin = 0; begin < samples.size(); begin += block) {
      take(resampler.push(
          std::span(samples).subspan(begin, std::min(block, samples.size() - begin))));
    }
    take(resampler.finish());
    EXPECT_EQ(found, whole) << "by " << block;
  }
}

INSTANTIATE_TEST_SUITE_P(Rates, Resample,
                         testing::Values(Rates{44100, 22050}, Rates{48000, 22050},
                                         Rates{8000, 22050}, Rates{22050, 16000},
                                         Rates{22050, 22050}));

TEST(Resample, RemovesWhatTheNewRateCanNotHold) {
  const std::vector<float> found = resample(sine(15000.0, 44100, 1.0), 44100, 22050);
  EXPECT_LT(rms(std::span(found).subspan(2000, found.size() - 4000)), 1e-4);
}

TEST(Resample, IsACopyAtEqualRates) {
  const std::vector<float> samples = white_noise(1000);
  EXPECT_EQ(resample(samples, 22050, 22050), samples);
}

TEST(Resample, OfNothingIsNothing) {
  EXPECT_TRUE(resample({}, 44100, 22050).empty());
}

TEST(Resample, RefusesRatesBelowOne) {
  EXPECT_THROW(resample(std::vector<float>{1.0F}, 0, 22050), std::invalid_argument);
  EXPECT_THROW(resample(std::vector<float>{1.0F}, 22050, -1), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::audio
