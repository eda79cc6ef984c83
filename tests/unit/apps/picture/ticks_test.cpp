#include "apps/picture/ticks.h"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/features/mel.h"

namespace backbeat::apps::picture {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
  std::vector<std::string> labels;
  for (const Tick& tick : ticks) labels.push_back(tick.label);
  return labels;
}

void expect_apart(const std::vector<Tick>& ticks, double gap) {
  for (std::size_t i = 1; i < ticks.size(); ++i) {
    EXPECT_GE(ticks[i].place - ticks[i - 1].place, gap * (1.0 - 1e-9)) << ticks[i].label;
  }
}

TEST(TimeTicks, AreRoundAtEveryLength) {
  constexpr double kRate = 43.0;
  const auto over = [](double seconds, double gap_s) {
    return labels(time_ticks({.n_frames = static_cast<int>(seconds * kRate) + 1,
                              .frames_per_second = kRate,
                              .gap_frames = gap_s * kRate}));
  };
  EXPECT_THAT(over(0.0, 1.0), ElementsAre("0"));
  EXPECT_THAT(over(0.22, 0.04), ElementsAre("0.00", "0.05", "0.10", "0.15", "0.20"));
  EXPECT_THAT(over(3.0, 0.3), ElementsAre("0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"));
  EXPECT_THAT(over(30.0, 9.0), ElementsAre("0", "10", "20", "30"));
  EXPECT_THAT(over(65.0, 19.0), ElementsAre("0:00", "0:30", "1:00"));
  EXPECT_THAT(over(600.0, 130.0), ElementsAre("0:00", "5:00", "10:00"));
  EXPECT_THAT(over(5400.0, 1000.0), ElementsAre("0:00", "30:00", "1:00:00", "1:30:00"));
  EXPECT_THAT(over(20000.0, 6000.0), ElementsAre("0:00", "2:00:00", "4:00:00"));
}

TEST(TimeTicks, StandInTheMiddleOfTheirFrames) {
  const std::vector<Tick> ticks =
      time_ticks({.n_frames = 130, .frames_per_second = 40.0, .gap_frames = 30.0});
  ASSERT_THAT(labels(ticks), ElementsAre("0", "1", "2", "3"));
  EXPECT_DOUBLE_EQ(ticks[0].place, 0.5);
  EXPECT_DOUBLE_EQ(ticks[3].place, 120.5);
}

TEST(TimeTicks, OfAPartAreTimesOfTheWhole) {
  const auto part = [](double start_s, int n_frames) {
    return time_ticks({.n_frames = n_frames,
                       .frames_per_second = 40.0,
                       .start_s = start_s,
                       .gap_frames = std::max(20.0, n_frames / 4.0)});
  };
  EXPECT_THAT(labels(part(12.5, 121)), ElementsAre("13", "14", "15"));
  EXPECT_DOUBLE_EQ(part(12.5, 121)[0].place, 20.5);
  EXPECT_THAT(labels(part(3595.0, 401)), ElementsAre("59:55", "1:00:00", "1:00:05"));
  EXPECT_THAT(labels(part(90.3, 1)), ElementsAre("1:30"));
}

TEST(TimeTicks, AreApartAndInside) {
  for (int n_frames = 1; n_frames < 1'000'000; n_frames = n_frames * 3 / 2 + 1) {
    const double gap_frames = n_frames / 16.0;
    const std::vector<Tick> ticks =
        time_ticks({.n_frames = n_frames, .frames_per_second = 43.07, .gap_frames = gap_frames});
    ASSERT_FALSE(ticks.empty());
    expect_apart(ticks, gap_frames);
    EXPECT_LE(ticks.back().place, n_frames);
  }
}

TEST(FrequencyTicks, AreTheOctavesAndWhatFitsBetween) {
  EXPECT_THAT(labels(frequency_ticks({}, 5.5)),
              ElementsAre("100", "250", "500", "750", "1k", "1.5k", "2k", "3k", "4k", "6k", "8k"));
  EXPECT_THAT(labels(frequency_ticks({}, 15.0)), ElementsAre("100", "500", "1k", "2k", "4k", "8k"));
}

TEST(FrequencyTicks, AreMultiplesOfOneStepInANarrowRange) {
  EXPECT_THAT(labels(frequency_ticks({.fmin_hz = 3000, .fmax_hz = 3600}, 5.5)),
              ElementsAre("3.1k", "3.2k", "3.3k", "3.4k", "3.5k"));
  EXPECT_THAT(labels(frequency_ticks({.fmin_hz = 0, .fmax_hz = 110}, 5.5)),
              ElementsAre("20", "40", "60", "80", "100"));
}

TEST(FrequencyTicks, AreApartAndInside) {
  for (const int rate_hz : {4000, 8000, 22050, 44100, 96000, 192000}) {
    for (const audio::MelScale scale : {audio::MelScale::kSlaney, audio::MelScale::kHtk}) {
      const audio::FeatureSettings settings{.sample_rate_hz = rate_hz, .mel_scale = scale};
      const std::vector<Tick> ticks = frequency_ticks(settings, 5.5);
      EXPECT_GE(ticks.size(), 4U);
      expect_apart(ticks, 5.5);
      EXPECT_GE(ticks.front().place, 0.0);
      EXPECT_LE(ticks.back().place, settings.n_mels);
    }
  }
}

// The filters themselves say which band a frequency belongs to: the one that weighs it most.
TEST(FrequencyTicks, StandInTheBandOfTheirFrequency) {
  for (const audio::MelScale scale : {audio::MelScale::kSlaney, audio::MelScale::kHtk}) {
    const audio::FeatureSettings settings{.sample_rate_hz = 32000,
                                          .n_fft = 32000,  // bin k is k Hz
                                          .fmin_hz = 30.0,
                                          .fmax_hz = 15000.0,
                                          .mel_scale = scale,
                                          .mel_norm = audio::MelNorm::kNone};
    const auto filters = audio::mel_filterbank(settings);
    for (const Tick& tick : frequency_ticks(settings, 5.5)) {
      const double hz = std::stod(tick.label) * (tick.label.ends_with('k') ? 1000.0 : 1.0);
      const auto weight = [&](const audio::MelFilter& filter) {
        const auto i = std::lround(hz) - filter.first_bin;
        const bool has = i >= 0 && i < std::ssize(filter.weights);
        return has ? filter.weights[static_cast<std::size_t>(i)] : 0.0F;
      };
      const auto heaviest =
          std::max_element(filters.begin(), filters.end(),
                           [&](const auto& a, const auto& b) { return weight(a) < weight(b); });
      EXPECT_EQ(static_cast<long>(tick.place), heaviest - filters.begin()) << tick.label;
    }
  }
}

TEST(LevelTicks, AreMultiplesOfAStepInsideTheRange) {
  EXPECT_THAT(labels(level_ticks(-47.1, 33.0, 18.0)), ElementsAre("-40", "-20", "0", "20"));
  EXPECT_THAT(labels(level_ticks(-80.0, -70.0, 3.0)), ElementsAre("-80", "-75", "-70"));
  EXPECT_THAT(labels(level_ticks(-0.6, 0.6, 0.4)), ElementsAre("-0.5", "0.0", "0.5"));
}

}  // namespace
}  // namespace backbeat::apps::picture
