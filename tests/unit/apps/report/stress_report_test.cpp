// The accuracy under each condition as text, JSON and a table of the page.

#include "apps/report/stress_report.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/report/report_page.h"
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
  return {{"clean", example_report().evaluation},
          {"lowpass:4000", worse_report().evaluation},
          {"mp3:24", worse_report().evaluation}};
}

TEST(StressReport, TheTextHasALineAConditionWithItsChange) {
  const std::string text = stress_text(example_rows());
  EXPECT_THAT(text,
              HasSubstr("condition            n  accuracy   change  balanced  95 % interval\n"
                        "clean                5    0.6000  +0.0000    0.5556  0.2307 to 0.8824\n"
                        "lowpass:4000         5    0.2000  -0.4000    0.3333  0.0362 to 0.6245\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

TEST(StressReport, TheJsonIsAListOfObjects) {
  const auto json = stress_json(example_rows());
  ASSERT_EQ(json.size(), 3U);
  EXPECT_EQ(json[1]["condition"], "lowpass:4000");
  EXPECT_EQ(json[1]["n"], 5);
  EXPECT_NEAR(json[1]["accuracy"].get<double>(), 0.2, 1e-12);
  EXPECT_EQ(json[1]["accuracy_ci95"].size(), 2U);
  EXPECT_TRUE(json[1]["macro_f1"].is_number());
  EXPECT_NEAR(json[1]["balanced_accuracy"].get<double>(), 1.0 / 3.0, 1e-12);
}

TEST(StressReport, ThePageHasTheTable) {
  const std::string page = html_report(example_report(), "t", stress_html(example_rows()));
  EXPECT_THAT(page, HasSubstr("<h2>Stress</h2>"));
  EXPECT_THAT(page,
              HasSubstr("<th scope=\"row\">mp3:24</th><td>5</td><td>20.0 %</td><td>-40.0</td>"));
  EXPECT_LT(page.find("<h2>Stress</h2>"), page.find("Confusion matrix"));
}

}  // namespace
}  // namespace backbeat::apps
