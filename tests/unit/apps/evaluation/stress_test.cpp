// Every condition is asked for, in order; clips are degraded after what they have already.

#include "apps/evaluation/stress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/loading/clip_loader.h"
#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

TEST(Stress, AsksForEveryConditionOnceAndPutsCleanFirst) {
  std::vector<std::string> asked;
  const auto rows = stress(example_report(), [&](const audio::Degradations& degradations) {
    asked.push_back(audio::to_text(degradations));
    return asked.back() == "mp3:24" ? artists_report() : example_report();
  });
  EXPECT_THAT(asked, testing::ElementsAre("lowpass:4000", "lowpass:8000", "lowpass:11000", "mp3:24",
                                          "mp3:64", "mp3:128", "gain:-20", "gain:6", "noise:20"));
  ASSERT_EQ(rows.size(), 10U);
  EXPECT_EQ(rows[0].condition, "clean");
  EXPECT_EQ(rows[4].condition, "mp3:24");
  EXPECT_EQ(rows[0].evaluation.accuracy, example_report().evaluation.accuracy);
  EXPECT_EQ(rows[4].evaluation.accuracy, artists_report().evaluation.accuracy);
}

TEST(Stress, DegradesEveryClipAfterWhatItHasAlready) {
  const auto clips = degraded(
      {{.path = "a"}, {.path = "b", .degradations = {audio::parse_degradations("gain:3")}}},
      audio::parse_degradations("mp3:24"));
  EXPECT_EQ(audio::to_text(clips[0].degradations), "mp3:24");
  EXPECT_EQ(audio::to_text(clips[1].degradations), "gain:3+mp3:24");
}

}  // namespace
}  // namespace backbeat::apps
