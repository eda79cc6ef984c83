#include "audio/augment/tilt.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <gmock/gmock.h>

#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

/// By how many dB `tilt` changes a sine, once it has swung in.
double measured_db(double hz, int sample_rate_hz, const Tilt& tilt) {
  const std::vector<float> original = sine(hz, sample_rate_hz, 1.0);
  std::vector<float> samples = original;
  apply_tilt(samples, sample_rate_hz, tilt);
  const std::size_t settled = samples.size() / 2;
  return 20.0 * std::log10(rms(std::span(samples).subspan(settled)) /
                           rms(std::span(original).subspan(settled)));
}

TEST(Tilt, RaisesEverySineByItsOctavesAboveThePivot) {
  for (const double slope : {-1.5, -0.5, 1.5}) {
    for (const double hz : {60.0, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 5000.0}) {
      EXPECT_NEAR(measured_db(hz, 22050, {.db_per_octave = slope, .pivot_hz = 1000.0}),
                  slope * std::log2(hz / 1000.0), 0.2)
          << slope << " dB an octave at " << hz << " Hz";
    }
    EXPECT_NEAR(measured_db(9900.0, 22050, {.db_per_octave = slope, .pivot_hz = 1000.0}),
                slope * std::log2(9.9), 0.8);
  }
}

TEST(Tilt, HoldsAtOtherRatesAndPivots) {
  for (const int rate_hz : {16000, 32000, 44100}) {
    for (const double hz : {100.0, 1000.0, 4000.0}) {
      EXPECT_NEAR(measured_db(hz, rate_hz, {.db_per_octave = 1.5, .pivot_hz = 400.0}),
                  1.5 * std::log2(hz / 400.0), 0.35)
          << hz << " Hz at " << rate_hz << " Hz";
    }
  }
}

TEST(Tilt, KeepsThePivot) {
  for (const double slope : {-6.0, -1.0, 2.0, 6.0}) {
    EXPECT_NEAR(measured_db(700.0, 22050, {.db_per_octave = slope, .pivot_hz = 700.0}), 0.0, 1e-2);
  }
}

TEST(Tilt, OfZeroChangesNoBit) {
  std::vector<float> samples = white_noise(1000);
  apply_tilt(samples, 22050, {.db_per_octave = 0.0});
  EXPECT_EQ(samples, white_noise(1000));
}

TEST(Tilt, KeepsSilenceAndNothing) {
  std::vector<float> samples(1000, 0.0F);
  apply_tilt(samples, 22050, {.db_per_octave = 6.0});
  EXPECT_THAT(samples, testing::Each(0.0F));
  std::vector<float> none;
  apply_tilt(none, 22050, {.db_per_octave = 6.0});
  EXPECT_TRUE(none.empty());
}

TEST(Tilt, IsDrawnFromItsRangeByItsKey) {
  const std::vector<float> original = sine(4000.0, 22050, 0.1);
  const TiltOptions options{.low_db_per_octave = -1.0, .high_db_per_octave = 1.0};
  std::vector<double> changes_db;
  for (std::uint64_t key = 0; key < 100; ++key) {
    std::vector<float> samples = original;
    Random random{key};
    random_tilt(samples, 22050, random, options);
    std::vector<float> again = original;
    Random same{key};
    random_tilt(again, 22050, same, options);
    EXPECT_EQ(samples, again);
    changes_db.push_back(20.0 * std::log10(rms(samples) / rms(original)));
  }
  const auto [lowest, highest] = std::minmax_element(changes_db.begin(), changes_db.end());
  EXPECT_NEAR(*lowest, -2.0, 0.25);  // 4 kHz is two octaves above the pivot
  EXPECT_NEAR(*highest, 2.0, 0.25);
}

TEST(Tilt, MovesItsPivotInsideALowRate) {
  std::vector<float> samples = white_noise(1000);
  Random random{1};
  random_tilt(samples, 1600, random, {});
  EXPECT_NE(samples, white_noise(1000));
}

TEST(Tilt, RefusesWhatItCanNotDo) {
  std::vector<float> samples(10);
  EXPECT_THROW(apply_tilt(samples, 22050, {.db_per_octave = 6.1}), std::invalid_argument);
  EXPECT_THROW(apply_tilt(samples, 22050, {.db_per_octave = NAN}), std::invalid_argument);
  EXPECT_THROW(apply_tilt(samples, 22050, {.pivot_hz = 0.0}), std::invalid_argument);
  EXPECT_THROW(apply_tilt(samples, 22050, {.pivot_hz = 11025.0}), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::audio
