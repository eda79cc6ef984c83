#include "audio/features/stft.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

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

TEST_P(StftLength, EqualsTheDefinitionInEveryLane) {
  const int n_fft = GetParam();
  const int hop_length = n_fft / 2 + 1;
  Stft stft(hann_window({.n_fft = n_fft}), hop_length);
  const std::vector<float> samples = white_noise(stft.span_samples());
  std::vector<Lanes> found(static_cast<std::size_t>(stft.n_bins()));
  stft.power_spectra(samples, found);
  for (int lane = 0; lane < kLanes; ++lane) {
    const auto begin = static_cast<std::size_t>(lane) * static_cast<std::size_t>(hop_length);
    const std::vector<double> expected =
        slow_power(std::span(samples).subspan(begin, static_cast<std::size_t>(n_fft)));
    const double loudest = *std::max_element(expected.begin(), expected.end());
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      ASSERT_NEAR(static_cast<double>(found[k][lane]), expected[k], 1e-6 * loudest)
          << "bin " << k << " of lane " << lane;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Lengths, StftLength, testing::Values(2, 4, 6, 64, 400, 1102, 2048));

TEST(HannWindow, IsPeriodicOrSymmetricInTheMiddleOrAtTheBeginning) {
  const auto window = [](Window kind, WindowPlace place) {
    return hann_window({.n_fft = 8, .win_length = 4, .window = kind, .window_place = place});
  };
  using testing::ElementsAre;
  using testing::FloatEq;
  EXPECT_THAT(window(Window::kPeriodic, WindowPlace::kCentre),
              ElementsAre(0, 0, 0, FloatEq(0.5F), 1, FloatEq(0.5F), 0, 0));
  EXPECT_THAT(
      window(Window::kSymmetric, WindowPlace::kBegin),
      ElementsAre(0, FloatEq(0.75F), FloatEq(0.75F), testing::FloatNear(0, 1e-7F), 0, 0, 0, 0));
}

TEST(Stft, CountsItsBinsAndSamples) {
  const Stft stft(hann_window({.n_fft = 8}), 4);
  EXPECT_EQ(stft.n_bins(), 5);
  EXPECT_EQ(stft.span_samples(), (kLanes - 1) * 4 + 8);
}

}  // namespace
}  // namespace backbeat::audio
