#include "datasets/synth/effects.h"

#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace backbeat::datasets::synth {
namespace {

constexpr double kRate_hz = 22050.0;
constexpr std::array<double, kBands> kBandCentres_hz = {80.0, 400.0, 1600.0, 6400.0};

std::vector<float> sine(double frequency_hz, double amplitude) {
  std::vector<float> samples(22050);
  const double step = 2.0 * std::numbers::pi * frequency_hz / kRate_hz;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(amplitude * std::sin(step * static_cast<double>(i)));
  }
  return samples;
}

/// Amplitude of a sine within `samples`, by correlation.
double amplitude_db(std::span<const float> samples, double frequency_hz) {
  double real = 0.0;
  double imaginary = 0.0;
  const double step = 2.0 * std::numbers::pi * frequency_hz / kRate_hz;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    real += samples[i] * std::cos(step * static_cast<double>(i));
    imaginary += samples[i] * std::sin(step * static_cast<double>(i));
  }
  return 20.0 * std::log10(2.0 * std::hypot(real, imaginary) / static_cast<double>(samples.size()));
}

std::vector<float> one_sine_a_band(const std::array<double, kBands>& levels_db) {
  std::vector<float> sum(22050);
  for (std::size_t b = 0; b < kBands; ++b) {
    const std::vector<float> part = sine(kBandCentres_hz[b], std::pow(10.0, levels_db[b] / 20.0));
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
  }
  return sum;
}

TEST(MatchBands, BringsEveryBandToItsLevel) {
  std::vector<float> samples = one_sine_a_band({-10.0, -3.0, -18.0, -12.0});
  const std::array<double, kBands> wanted_db = {-6.0, -10.0, -12.0, -20.0};
  match_bands(samples, wanted_db, 24.0, kRate_hz);
  // Neighbouring bands overlap around the crossovers, hence the tolerance.
  for (std::size_t b = 1; b < kBands; ++b) {
    const double found_db =
        amplitude_db(samples, kBandCentres_hz[b]) - amplitude_db(samples, kBandCentres_hz[0]);
    EXPECT_NEAR(found_db, wanted_db[b] - wanted_db[0], 2.5) << kBandCentres_hz[b] << " Hz";
  }
}

TEST(MatchBands, ReachesNoFurtherThanAllowed) {
  std::vector<float> samples = one_sine_a_band({0.0, 0.0, 0.0, -60.0});
  match_bands(samples, std::array<double, kBands>{0.0, 0.0, 0.0, 0.0}, 12.0, kRate_hz);
  EXPECT_NEAR(amplitude_db(samples, kBandCentres_hz[3]), -48.0, 1.0);
}

TEST(Bandwidth, LeavesThePassBandAndRemovesTheRest) {
  std::vector<float> low = sine(500.0, 1.0);
  limit_bandwidth(low, 3000.0, kRate_hz);
  EXPECT_NEAR(amplitude_db(low, 500.0), 0.0, 0.3);
  std::vector<float> high = sine(9000.0, 1.0);
  limit_bandwidth(high, 3000.0, kRate_hz);
  EXPECT_LT(amplitude_db(high, 9000.0), -35.0);
}

TEST(Reverb, DiesAwayInItsTime) {
  std::vector<float> click(44100);
  click[0] = 1.0F;
  const std::vector<float> wet = reverberate(click, 1.0, 20000.0, kRate_hz);
  const auto window_db = [&](std::size_t start) {
    return 20.0 * std::log10(rms(std::span(wet).subspan(start, 4410)));
  };
  EXPECT_NEAR(window_db(2205 + 11025) - window_db(2205), -30.0,
              6.0);  // half of 60 dB, half a second
}

TEST(Level, IsSetAndSilenceStaysSilent) {
  std::vector<float> samples = sine(440.0, 0.3);
  set_rms(samples, 0.05);
  EXPECT_NEAR(rms(samples), 0.05, 1e-6);
  std::vector<float> silence(100);
  set_rms(silence, 0.05);
  EXPECT_EQ(silence, std::vector<float>(100));
}

TEST(Fades, AreStraightAndSymmetric) {
  std::vector<float> ones(1000, 1.0F);
  fade_ends(ones, 0.1, 1000.0);
  EXPECT_EQ(ones.front(), 0.0F);
  EXPECT_EQ(ones.back(), 0.0F);
  EXPECT_NEAR(ones[50], 0.5F, 0.01F);
  EXPECT_EQ(ones[500], 1.0F);
  for (std::size_t i = 0; i < ones.size(); ++i) EXPECT_EQ(ones[i], ones[ones.size() - 1 - i]);
}

TEST(Overdrive, AddsHarmonics) {
  std::vector<float> samples = sine(440.0, 0.2);
  overdrive(samples, 4.0, kRate_hz);
  EXPECT_GT(amplitude_db(samples, 1320.0) - amplitude_db(samples, 440.0), -20.0);
}

}  // namespace
}  // namespace backbeat::datasets::synth
