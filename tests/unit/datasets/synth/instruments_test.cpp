#include "datasets/synth/instruments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "datasets/synth/drums.h"
#include "datasets/synth/signal.h"

namespace backbeat::datasets::synth {
namespace {

constexpr double kRate_hz = 22050.0;
constexpr std::array kInstruments = {Instrument::kSynthBass,
                                     Instrument::kSubBass,
                                     Instrument::kReeseBass,
                                     Instrument::kPickedBass,
                                     Instrument::kUprightBass,
                                     Instrument::kPiano,
                                     Instrument::kElectricPiano,
                                     Instrument::kOrgan,
                                     Instrument::kVibraphone,
                                     Instrument::kBell,
                                     Instrument::kNylonGuitar,
                                     Instrument::kSteelGuitar,
                                     Instrument::kDistortedGuitar,
                                     Instrument::kPad,
                                     Instrument::kSynthLead,
                                     Instrument::kAccordion,
                                     Instrument::kViolin,
                                     Instrument::kSaxophone,
                                     Instrument::kFlute};
constexpr std::array kDrums = {Drum::kKick,  Drum::kSnare,     Drum::kRim,     Drum::kClap,
                               Drum::kTom,   Drum::kClosedHat, Drum::kOpenHat, Drum::kRide,
                               Drum::kBrush, Drum::kShaker};

std::vector<double> hann(std::span<const float> samples) {
  std::vector<double> windowed;
  const double step = std::numbers::pi / static_cast<double>(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    windowed.push_back(std::pow(std::sin(step * static_cast<double>(i)), 2) * samples[i]);
  }
  return windowed;
}

/// Power at one frequency, by Goertzel's recurrence.
double power_at(const std::vector<double>& windowed, double frequency_hz) {
  const double coefficient = 2.0 * std::cos(2.0 * std::numbers::pi * frequency_hz / kRate_hz);
  double s1 = 0.0;
  double s2 = 0.0;
  for (const double x : windowed) {
    const double s0 = x + coefficient * s1 - s2;
    s2 = s1;
    s1 = s0;
  }
  return s1 * s1 + s2 * s2 - coefficient * s1 * s2;
}

/// How far the first harmonics lie from `frequency_hz` on average: their power's centroid within
/// two semitones, because ensembles and vibrato spread a note symmetrically around its pitch.
double mistuning_cents(std::span<const float> samples, double frequency_hz) {
  const std::vector<double> windowed = hann(samples);
  double power = 0.0;
  double weighted = 0.0;
  for (int cents = -200; cents <= 200; cents += 8) {
    for (const int n : {1, 2, 3}) {
      const double here = power_at(windowed, n * frequency_hz * std::exp2(cents / 1200.0));
      power += here;
      weighted += here * cents;
    }
  }
  return weighted / power;
}

class PitchedInstrument : public ::testing::TestWithParam<Instrument> {
 protected:
  audio::Random random_{1};
};
INSTANTIATE_TEST_SUITE_P(All, PitchedInstrument, ::testing::ValuesIn(kInstruments));

TEST_P(PitchedInstrument, IsInTune) {
  for (const double frequency_hz : {55.0, 220.0, 587.33}) {
    const Tone tone = {.frequency_hz = frequency_hz, .duration_s = 1.2, .velocity = 0.8};
    const std::vector<float> sound = play(GetParam(), tone, Timbre{}, kRate_hz, random_);
    const std::span<const float> settled = std::span(sound).subspan(2205, 22050);
    EXPECT_NEAR(mistuning_cents(settled, frequency_hz), 0.0, 12.0) << frequency_hz << " Hz";
  }
}

TEST_P(PitchedInstrument, StartsAndEndsWithoutAClickAndStaysFinite) {
  for (const double duration_s : {0.03, 0.5}) {
    const Tone tone = {.frequency_hz = 330.0, .duration_s = duration_s, .velocity = 1.0};
    const std::vector<float> sound =
        play(GetParam(), tone, Timbre::draw(random_), kRate_hz, random_);
    ASSERT_GE(static_cast<double>(sound.size()), duration_s * kRate_hz);
    float peak = 0.0F;
    for (const float x : sound) {
      ASSERT_TRUE(std::isfinite(x));
      peak = std::max(peak, std::abs(x));
    }
    EXPECT_GT(peak, 0.01F);
    EXPECT_LT(peak, 4.0F);
    EXPECT_NEAR(sound.front(), 0.0F, 0.1F);
    EXPECT_NEAR(sound.back(), 0.0F, 0.01F);
  }
}

TEST(Drums, DieAway) {
  audio::Random random{2};
  for (const Drum drum : kDrums) {
    for (const double rate_hz : {8000.0, 44100.0}) {
      const std::vector<float> sound = strike(drum, 1.0, Timbre::draw(random), rate_hz, random);
      float peak = 0.0F;
      for (const float x : sound) {
        ASSERT_TRUE(std::isfinite(x));
        peak = std::max(peak, std::abs(x));
      }
      EXPECT_GT(peak, 0.05F);
      for (const float x : std::span(sound).last(20)) EXPECT_LT(std::abs(x), 0.02F * peak);
    }
  }
}

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
  const double fundamental = power_at(windowed, kPitch_hz);
  for (const int harmonic : {13, 14, 15, 16, 17}) {
    const double alias_hz = std::abs(harmonic * kPitch_hz - kRate_hz);
    EXPECT_LT(10.0 * std::log10(power_at(windowed, alias_hz) / fundamental), -40.0) << alias_hz;
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
