// The JSON report: the keys that scripts read.

#include "apps/report/report_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

std::vector<std::string> keys(const nlohmann::ordered_json& json) {
  std::vector<std::string> names;
  for (const auto& item : json.items()) names.push_back(item.key());
  return names;
}

TEST(JsonReport, HasTheKeysOfTheContract) {
  const nlohmann::ordered_json json = json_report(example_report());
  EXPECT_THAT(keys(json), testing::ElementsAre("n", "accuracy", "accuracy_ci95", "top2_accuracy",
                                               "balanced_accuracy", "macro_f1", "log_loss", "ece",
                                               "majority_baseline", "answered", "classes",
                                               "confusion", "per_class"));
  EXPECT_THAT(keys(json["answered"]), testing::ElementsAre("threshold", "share", "precision"));
  EXPECT_THAT(keys(json["per_class"]), testing::ElementsAre("class 0", "class 1", "class 2"));
  EXPECT_THAT(keys(json["per_class"]["class 2"]),
              testing::ElementsAre("precision", "recall", "f1", "support"));
}

TEST(JsonReport, HasTheValues) {
  const Report report = example_report();
  const nlohmann::ordered_json json = json_report(report);
  EXPECT_EQ(json["n"], 5);
  EXPECT_EQ(json["accuracy"], 0.6);
  ASSERT_EQ(json["accuracy_ci95"].size(), 2U);
  EXPECT_EQ(json["accuracy_ci95"][0], report.evaluation.accuracy_ci95.low);
  EXPECT_EQ(json["accuracy_ci95"][1], report.evaluation.accuracy_ci95.high);
  EXPECT_EQ(json["balanced_accuracy"], report.evaluation.balanced_accuracy);
  EXPECT_EQ(json["macro_f1"], report.evaluation.macro_f1);
  EXPECT_EQ(json["log_loss"], report.evaluation.log_loss);
  EXPECT_EQ(json["ece"], report.evaluation.ece);
  EXPECT_EQ(json["majority_baseline"], 0.6);
  EXPECT_EQ(json["classes"].dump(), R"(["class 0","class 1","class 2"])");
  EXPECT_EQ(json["confusion"].dump(), "[[1,0,0],[1,0,0],[0,1,2]]");
  EXPECT_EQ(json["per_class"]["class 2"]["precision"], 1.0);
  EXPECT_EQ(json["per_class"]["class 2"]["recall"], 2.0 / 3.0);
  EXPECT_EQ(json["per_class"]["class 2"]["f1"], 0.8);
  EXPECT_EQ(json["per_class"]["class 2"]["support"], 3);
}

TEST(JsonReport, AccuracyIsOfAllClipsWhateverTheThreshold) {
  const nlohmann::ordered_json json = json_report(example_report(0.65));
  EXPECT_EQ(json["accuracy"], 0.6);
  EXPECT_EQ(json["answered"]["threshold"], 0.65);
  EXPECT_EQ(json["answered"]["share"], 0.6);
  EXPECT_EQ(json["answered"]["precision"], 2.0 / 3.0);
}

TEST(JsonReport, HasTheIntervalOverArtistsWhereEveryRecordingHasOne) {
  const nlohmann::ordered_json json = json_report(artists_report());
  EXPECT_EQ(json["accuracy_ci95_groups"].dump(), "[0.5,1.0]");
  EXPECT_EQ(json["groups"], 2);

  std::vector<ReportRow> rows = artists_report().rows;
  rows[1].artist = -1;
  const nlohmann::ordered_json without = json_report(make_report({"jazz", "rock"}, rows));
  EXPECT_FALSE(without.contains("accuracy_ci95_groups"));
}

TEST(JsonReport, MajorityBaselineAndThresholdAreThoseOfEachRowsModel) {
  std::vector<ReportRow> rows = artists_report().rows;
  for (ReportRow& row : rows) row.majority = row.truth;
  EXPECT_EQ(json_report(make_report({"jazz", "rock"}, rows))["majority_baseline"], 1.0);
  rows[0].majority = 1;
  rows[1].threshold = 1.0;
  const nlohmann::ordered_json json = json_report(make_report({"jazz", "rock"}, rows));
  EXPECT_EQ(json["majority_baseline"], 0.75);
  EXPECT_EQ(json["answered"]["share"], 0.75);
  EXPECT_EQ(json["answered"]["precision"], 1.0);
  EXPECT_EQ(json["answered"]["threshold"], 0.25) << "their mean";
}

}  // namespace
}  // namespace backbeat::apps
