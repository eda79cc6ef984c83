// The reports of a cross-validation: what each file holds, from results made by hand.

#include "apps/cross_validation/cross_validation_report.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Three clips in two folds, the last an excerpt that does not count. `right` is the probability
/// of the truth in all answers.
SeedResult run_of(std::uint64_t seed, float right) {
  const std::vector<std::string> labels{"jazz", "rock"};
  SeedResult run{.seed = seed};
  run.answers = {row("a.wav", 0, {right, 1 - right}), row("b.wav", 1, {1 - right, right}),
                 row("c.wav", 1, {0.5F, 0.5F})};
  for (const int fold : {0, 1}) {
    const std::vector<ReportRow> rows{run.answers[static_cast<std::size_t>(fold)]};
    run.folds.push_back({.fold = fold,
                         .n_train = 2,
                         .n_test = 1,
                         .epochs = 3,
                         .valid = make_report(labels, {}),
                         .test = make_report(labels, rows)});
  }
  run.pooled_valid = make_report(labels, {});
  run.pooled = make_report(labels, {run.answers[0], run.answers[1]});
  return run;
}

CrossValidation example(std::vector<SeedResult> runs) {
  CrossValidation result{
      .labels = {"jazz", "rock"},
      .clips = {{.path = "a.wav", .label = "jazz", .artist = "x, y"},
                {.path = "b.wav", .label = "rock", .track = "t"},
                {.path = "c.wav", .label = "rock", .track = "t", .start_s = 1.5}},
      .folds = {0, 1, 1},
      .scored = {true, true, false},
      .runs = std::move(runs)};
  if (result.runs.size() > 1) result.ensemble = result.runs.front().pooled;
  return result;
}

TEST(CrossValidationJson, HoldsRunsFoldsAndPredictions) {
  const auto json = json_report(example({run_of(7, 0.75F)}));
  EXPECT_EQ(json["folds"], 2);
  EXPECT_EQ(json["seeds"].dump(), "[7]");
  EXPECT_EQ(json["n_clips"], 3);
  EXPECT_EQ(json["n_scored"], 2);
  EXPECT_EQ(json["accuracy_mean"], 1.0);
  EXPECT_TRUE(json["accuracy_std"].is_null()) << "one seed has no spread";
  EXPECT_FALSE(json.contains("ensemble"));
  const auto& run = json["runs"][0];
  EXPECT_EQ(run["pooled"]["n"], 2);
  EXPECT_EQ(run["folds"][1]["n_train"], 2);
  EXPECT_EQ(run["folds"][1]["epochs"], 3);
  EXPECT_EQ(run["folds"][1]["test"]["n"], 1);
  EXPECT_FALSE(run["folds"][1].contains("valid")) << "nothing validated";
  EXPECT_FALSE(run.contains("pooled_valid"));
  EXPECT_EQ(json["predictions"][2].dump(),
            R"({"path":"c.wav","label":"rock","track":"t","artist":"","fold":1,"start_s":1.5,)"
            R"("scored":false,"probabilities":[[0.5,0.5]]})");
}

TEST(CrossValidationJson, SpreadOverSeedsHasOneLessInItsDenominator) {
  const auto json = json_report(example({run_of(1, 0.75F), run_of(2, 0.25F)}));
  EXPECT_EQ(json["accuracy_mean"], 0.5);
  EXPECT_NEAR(json["accuracy_std"].get<double>(), std::sqrt(0.5), 1e-12);
  EXPECT_TRUE(json.contains("ensemble"));
  EXPECT_EQ(json["predictions"][0]["probabilities"].dump(), "[[0.75,0.25],[0.25,0.75]]");
}

TEST(CrossValidationCsv, HasOneRowAClipAndSeed) {
  SeedResult run = run_of(7, 0.75F);
  run.answers[1].answer = 1;
  EXPECT_EQ(csv_report(example({run})),
            "path,label,fold,artist,track,scored,seed,answer,confidence,jazz,rock\n"
            "a.wav,jazz,0,\"x, y\",,1,7,jazz,0.75,0.75,0.25\n"
            "b.wav,rock,1,,t,1,7,rock,0.75,0.25,0.75\n"
            "c.wav,rock,1,,t,0,7,jazz,0.5,0.5,0.5\n");
}

TEST(CrossValidationText, HasALineAFoldAndThePooledReport) {
  const std::string text = text_report(example({run_of(7, 0.75F)}));
  EXPECT_THAT(text, HasSubstr("       1      1    1.0000\n"));
  EXPECT_THAT(text, HasSubstr("seed 7, all folds\n"));
  EXPECT_THAT(text, Not(HasSubstr("standard deviation")));
  EXPECT_THAT(text_report(example({run_of(1, 0.75F), run_of(2, 0.25F)})),
              HasSubstr("accuracy of 2 seeds: mean 0.5000, standard deviation 0.7071\n"));
}

TEST(CrossValidationHtml, HasAColumnASeed) {
  const std::string html = html_report(example({run_of(1, 0.75F), run_of(2, 0.25F)}), "Title");
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\">Accuracy, seed 2</th>"));
  EXPECT_THAT(html, HasSubstr("<tr><th scope=\"row\">together</th><td>2</td><td>100.0 %</td>"
                              "<td>0.0 %</td></tr>"));
  EXPECT_THAT(html, HasSubstr("Mean probabilities of 2 seeds"));
  EXPECT_THAT(html, HasSubstr("<tr><th scope=\"col\" class=\"text\">Fold</th>"))
      << "the heading stands over its column, to the left";
}

}  // namespace
}  // namespace backbeat::apps
