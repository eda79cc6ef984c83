#include "audio/stft.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/audio/signals.h"

namespace backbeat::audio {
namespace {

std::vector<float> power_of_frame(const Stft& stft, std::span<const float> samples, int frame) {
  std::vector<float> power(static_cast<std::size_t>(stft.n_bins()));
  stft.power_spectrum(samples, frame, power);
  return power;
}

// |X_k|^2 of one whole frame by the definition, in double.
std::vector<double> slow_power(std::span<const float> frame) {
  const auto length = static_cast<double>(frame.size());
  std::vector<double> power(frame.size() / 2 + 1);
  for (std::size_t k = 0; k < power.size(); ++k) {
    std::complex<double> sum = 0.0;
    for (std::size_t n = 0; n < frame.size(); ++n) {
      const double turn = 2.0 * std::numbers::pi * static_cast<double>(n) / length;
      const double window = 0.5 - 0.5 * std::cos(turn);
      sum +=
          window * static_cast<double>(frame[n]) * std::polar(1.0, -turn * static_cast<double>(k));
    }
    power[k] = std::norm(sum);
  }
  return power;
}

class StftLength : public testing::TestWithParam<int> {};

TEST_P(StftLength, EqualsTheDefinition) {
  const int n_fft = GetParam();
  const Stft stft(n_fft, n_fft / 2, PadMode::kConstant);
  const std::vector<float> samples = white_noise(2 * static_cast<std::size_t>(n_fft));
  // Frame 1 is centred on n_fft / 2: the first n_fft samples.
  const std::vector<float> found = power_of_frame(stft, samples, 1);
  const std::vector<double> expected =
      slow_power(std::span(samples).first(static_cast<std::size_t>(n_fft)));
  const double loudest = *std::max_element(expected.begin(), expected.end());
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t k = 0; k < found.size(); ++k) {
    EXPECT_NEAR(static_cast<double>(found[k]), expected[k], 1e-6 * loudest) << k;
  }
}

INSTANTIATE_TEST_SUITE_P(Lengths, StftLength, testing::Values(2, 6, 64, 400, 1102, 2048));

TEST(Stft, CountsOneFrameAHopAndTheFirst) {
  const Stft stft(8, 4, PadMode::kConstant);
  EXPECT_EQ(stft.n_bins(), 5);
  EXPECT_EQ(stft.n_frames(0), 1);
  EXPECT_EQ(stft.n_frames(3), 1);
  EXPECT_EQ(stft.n_frames(4), 2);
}

// A padded frame equals an inner frame of the signal padded by hand.
void expect_padding(PadMode mode, const std::vector<float>& samples,
                    const std::vector<float>& padded) {
  const Stft stft(8, 4, mode);
  const Stft inner(8, 4, PadMode::kConstant);
  for (int frame = 0; frame < stft.n_frames(samples.size()); ++frame) {
    EXPECT_EQ(power_of_frame(stft, samples, frame), power_of_frame(inner, padded, frame + 1));
  }
}

TEST(Stft, PadsWithZeros) {
  expect_padding(PadMode::kConstant, {1.0F, 2.0F, 3.0F, 4.0F, 5.0F},
                 {0.0F, 0.0F, 0.0F, 0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 0.0F, 0.0F, 0.0F, 0.0F});
}

TEST(Stft, ReflectsWithoutRepeatingTheEdge) {
  expect_padding(PadMode::kReflect, {1.0F, 2.0F, 3.0F, 4.0F, 5.0F},
                 {5.0F, 4.0F, 3.0F, 2.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 4.0F, 3.0F, 2.0F, 1.0F});
}

TEST(Stft, ReflectsAShortClipAgainAndAgain) {
  expect_padding(PadMode::kReflect, {1.0F, 2.0F},
                 {1.0F, 2.0F, 1.0F, 2.0F, 1.0F, 2.0F, 1.0F, 2.0F, 1.0F, 2.0F});
  expect_padding(PadMode::kReflect, {3.0F}, std::vector<float>(9, 3.0F));
}

TEST(Stft, OfNothingIsSilence) {
  for (const PadMode mode : {PadMode::kConstant, PadMode::kReflect}) {
    EXPECT_THAT(power_of_frame(Stft(8, 4, mode), {}, 0), testing::Each(0.0F));
  }
}

}  // namespace
}  // namespace backbeat::audio
