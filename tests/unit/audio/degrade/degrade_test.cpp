#include "audio/degrade/degrade.h"

#include <cmath>

#include <gtest/gtest.h>

#include "audio/degrade/low_pass.h"
#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

constexpr int kRate_hz = 44100;

std::vector<float> degraded(const std::vector<float>& samples, std::string_view text,
                            std::uint64_t seed = 1) {
  return degrade(samples, kRate_hz, parse_degradations(text), seed);
}

std::span<const float> middle(const std::vector<float>& samples) {
  return std::span(samples).subspan(samples.size() / 4, samples.size() / 2);
}

double change_db(const std::vector<float>& before, const std::vector<float>& after) {
  return 20.0 * std::log10(rms(middle(after)) / rms(middle(before)));
}

double largest_difference(std::span<const float> a, std::span<const float> b) {
  double largest = 0.0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    largest = std::max(largest, std::abs(static_cast<double>(a[n]) - static_cast<double>(b[n])));
  }
  return largest;
}

class LowPass : public testing::TestWithParam<double> {};

TEST_P(LowPass, LeavesWhatLiesBelowNineTenthsOfItsEdgeInPlace) {
  for (const double share : {0.01, 0.3, 0.6, 0.9}) {
    const std::vector<float> tone = sine(share * GetParam(), kRate_hz, 0.5);
    const std::vector<float> filtered = low_pass(tone, kRate_hz, GetParam());
    EXPECT_LT(largest_difference(middle(tone), middle(filtered)), 1e-3) << share;
  }
}

TEST_P(LowPass, RemovesWhatLiesBeyondItsEdge) {
  for (const double share : {1.0, 1.1, 1.5, 1.9}) {
    if (share * GetParam() > 0.5 * kRate_hz) continue;
    const std::vector<float> tone = sine(share * GetParam(), kRate_hz, 0.5);
    EXPECT_LT(change_db(tone, low_pass(tone, kRate_hz, GetParam())), -70.0) << share;
  }
}

TEST_P(LowPass, HalvesTheAmplitudeAtItsMiddle) {
  const std::vector<float> tone = sine(0.95 * GetParam(), kRate_hz, 0.5);
  EXPECT_NEAR(change_db(tone, low_pass(tone, kRate_hz, GetParam())), -6.02, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Edges, LowPass, testing::Values(500.0, 4000.0, 11000.0, 20000.0));

TEST(LowPass, ChangesNothingAtHalfTheSampleRate) {
  const std::vector<float> noise = white_noise(1000);
  EXPECT_EQ(low_pass(noise, 8000, 4000.0), noise);
  EXPECT_NE(low_pass(noise, 8000, 3900.0), noise);
}

TEST(LowPass, IsSymmetricAboutASinglePulse) {
  std::vector<float> pulse(10001);
  pulse[5000] = 1.0F;
  const std::vector<float> response = low_pass(pulse, kRate_hz, 4000.0);
  for (std::size_t k = 0; k <= 5000; ++k) ASSERT_EQ(response[5000 - k], response[5000 + k]);
}

TEST(Degrade, GainIsExact) {
  const std::vector<float> tone = sine(440.0, kRate_hz, 0.2);
  EXPECT_NEAR(change_db(tone, degraded(tone, "gain:-20")), -20.0, 1e-5);
  EXPECT_NEAR(change_db(tone, degraded(tone, "gain:6")), 6.0, 1e-5);
}

TEST(Degrade, GainClipsAtFullScale) {
  const std::vector<float> loud = degraded(sine(440.0, kRate_hz, 0.2, 0.9), "gain:6");
  EXPECT_EQ(*std::max_element(loud.begin(), loud.end()), 1.0F);
  EXPECT_EQ(*std::min_element(loud.begin(), loud.end()), -1.0F);
}

TEST(Degrade, NoiseHasTheRatioAskedFor) {
  const std::vector<float> tone = sine(440.0, kRate_hz, 0.5);
  std::vector<float> noise = degraded(tone, "noise:20");
  for (std::size_t n = 0; n < noise.size(); ++n) noise[n] -= tone[n];
  EXPECT_NEAR(20.0 * std::log10(rms(tone) / rms(noise)), 20.0, 1e-3);
}

TEST(Degrade, NoiseComesFromTheSeed) {
  const std::vector<float> tone = sine(440.0, kRate_hz, 0.1);
  EXPECT_EQ(degraded(tone, "noise:20", 7), degraded(tone, "noise:20", 7));
  EXPECT_NE(degraded(tone, "noise:20", 7), degraded(tone, "noise:20", 8));
}

TEST(Degrade, ResamplingKeepsLengthAndPlaceAndCutsTheBand) {
  const std::vector<float> tone = sine(3000.0, kRate_hz, 0.5);
  const std::vector<float> found = degraded(tone, "resample:11025");
  ASSERT_EQ(found.size(), tone.size());
  EXPECT_LT(largest_difference(middle(tone), middle(found)), 1e-3);
  const std::vector<float> high = sine(7000.0, kRate_hz, 0.5);
  EXPECT_LT(change_db(high, degraded(high, "resample:11025")), -80.0);
}

TEST(Degrade, ResamplingNeverGoesUp) {
  const std::vector<float> noise = white_noise(5000);
  EXPECT_EQ(degraded(noise, "resample:96000"), noise);
}

TEST(Degrade, WorksInTheOrderGiven) {
  const std::vector<float> tone = sine(440.0, kRate_hz, 0.2, 0.9);
  const std::vector<float> found = degraded(tone, "gain:20+gain:-20");
  EXPECT_NEAR(*std::max_element(found.begin(), found.end()), 0.1F, 1e-6F);
  EXPECT_LT(largest_difference(tone, degraded(tone, "gain:-20+gain:20")), 1e-6);
}

TEST(Degrade, NoneAndNoSamplesAreThemselves) {
  const std::vector<float> noise = white_noise(100);
  EXPECT_EQ(degrade(noise, kRate_hz, {}, 1), noise);
  for (const char* text : {"lowpass:4000", "noise:20", "mp3:24", "resample:16000+opus:24"}) {
    EXPECT_TRUE(degraded({}, text).empty()) << text;
    EXPECT_EQ(degraded({0.5F}, text).size(), 1U) << text;
  }
}

}  // namespace
}  // namespace backbeat::audio
