#include "apps/evaluation/stress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/loading/clip_loader.h"
#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

using testing::HasSubstr;

/// The example, answered with class 0 throughout.
Report worse_report() {
  Report report = example_report();
  for (ReportRow& row : report.rows) row.probabilities = {0.8F, 0.1F, 0.1F};
  return make_report(report.labels, report.rows, 2);
}

std::vector<StressRow> example_rows() {
  return stress(example_report(), [](const audio::Degradations&) { return worse_report(); });
}

TEST(Stress, AsksForEveryConditionOnceAndPutsCleanFirst) {
  std::vector<std::string> asked;
  const auto rows = stress(example_report(), [&](const audio::Degradations& degradations) {
    asked.push_back(audio::to_text(degradations));
    return example_report();
  });
  EXPECT_THAT(asked, testing::ElementsAre("lowpass:4000", "lowpass:8000", "lowpass:11000", "mp3:24",
                                          "mp3:64", "mp3:128", "gain:-20", "gain:6", "noise:20"));
  ASSERT_EQ(rows.size(), 10U);
  EXPECT_EQ(rows[0].condition, "clean");
  EXPECT_EQ(rows[4].condition, "mp3:24");
}

TEST(Stress, TheTextHasALineAConditionWithItsChange) {
  const std::string text = stress_text(example_rows());
  EXPECT_THAT(text,
              HasSubstr("condition            n  accuracy   change  balanced  95 % interval\n"
                        "clean                5    0.6000  +0.0000    0.5556  0.2307 to 0.8824\n"
                        "lowpass:4000         5    0.2000  -0.4000    0.3333  0.0362 to 0.6245\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
}

TEST(Stress, TheJsonIsAListOfObjects) {
  const auto json = stress_json(example_rows());
  ASSERT_EQ(json.size(), 10U);
  EXPECT_EQ(json[1]["condition"], "lowpass:4000");
  EXPECT_EQ(json[1]["n"], 5);
  EXPECT_NEAR(json[1]["accuracy"].get<double>(), 0.2, 1e-12);
  EXPECT_EQ(json[1]["accuracy_ci95"].size(), 2U);
  EXPECT_TRUE(json[1]["macro_f1"].is_number());
  EXPECT_NEAR(json[1]["balanced_accuracy"].get<double>(), 1.0 / 3.0, 1e-12);
}

TEST(Stress, ThePageHasTheTable) {
  const std::string page = html_report(example_report(), "t", stress_html(example_rows()));
  EXPECT_THAT(page, HasSubstr("<h2>Stress</h2>"));
  EXPECT_THAT(page,
              HasSubstr("<th scope=\"row\">mp3:24</th><td>5</td><td>20.0 %</td><td>-40.0</td>"));
  EXPECT_LT(page.find("<h2>Stress</h2>"), page.find("Confusion matrix"));
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
