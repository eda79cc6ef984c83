#include "datasets/synth/instruments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/datasets/synth/power.h"

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

/// How far the first harmonics lie from `frequency_hz` on average: their power's centroid within
/// two semitones, because ensembles and vibrato spread a note symmetrically around its pitch.
double mistuning_cents(std::span<const float> samples, double frequency_hz) {
  const std::vector<double> windowed = hann(samples);
  double power = 0.0;
  double weighted = 0.0;
  for (int cents = -200; cents <= 200; cents += 8) {
    for (const int n : {1, 2, 3}) {
      const double here =
          power_at(windowed, n * frequency_hz * std::exp2(cents / 1200.0), kRate_hz);
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

}  // namespace
}  // namespace backbeat::datasets::synth
