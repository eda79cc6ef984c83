#include "datasets/synth/signal.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/datasets/synth/power.h"

namespace backbeat::datasets::synth {
namespace {

constexpr double kRate_hz = 22050.0;

// Those of a naive saw lie about 23 dB below.
TEST(Oscillators, AliasesOfASawLieFarBelowItsHarmonics) {
  constexpr double kPitch_hz = 1765.0;
  Oscillator oscillator(kPitch_hz, kRate_hz, 0.0);
  std::vector<float> saw(4410);
  for (float& x : saw) {
    oscillator.advance();
    x = static_cast<float>(oscillator.saw());
  }
  const std::vector<double> windowed = hann(saw);
  const double fundamental = power_at(windowed, kPitch_hz, kRate_hz);
  for (const int harmonic : {13, 14, 15, 16, 17}) {
    const double alias_hz = std::abs(harmonic * kPitch_hz - kRate_hz);
    EXPECT_LT(10.0 * std::log10(power_at(windowed, alias_hz, kRate_hz) / fundamental), -40.0)
        << alias_hz;
  }
}

TEST(Modes, FallBySixtyDecibelsInTheTimeGiven) {
  constexpr double kT60_s = 0.4;
  Mode mode(441.0, 1.0, kT60_s, kRate_hz);  // 50 samples a period
  std::vector<double> y(static_cast<std::size_t>(kRate_hz * kT60_s) + 50);
  for (double& sample : y) sample = mode.next();
  const double first = *std::max_element(y.begin(), y.begin() + 50);
  const double last = *std::max_element(y.end() - 50, y.end());
  EXPECT_NEAR(first, 1.0, 0.02);
  EXPECT_NEAR(20.0 * std::log10(last / first), -60.0, 0.5);
}

TEST(Envelopes, RiseHoldAndEndAtZero) {
  Envelope envelope({.attack_s = 0.1, .decay_s = 0.05, .sustain = 0.5, .release_s = 0.2}, 1.0,
                    1000.0);
  ASSERT_EQ(envelope.size(), 1200U);
  std::vector<double> level(envelope.size());
  for (double& value : level) value = envelope.next();
  EXPECT_NEAR(level[50], 0.5, 0.02);
  EXPECT_DOUBLE_EQ(*std::ranges::max_element(level), 1.0);
  EXPECT_NEAR(level[999], 0.5, 1e-6);
  EXPECT_NEAR(level[1099], 0.25, 0.01);
  EXPECT_NEAR(level.back(), 0.0, 1e-9);
}

}  // namespace
}  // namespace backbeat::datasets::synth
