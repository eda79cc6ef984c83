// The figures of a report: their order for scripts and for readers, and that every form has them.

#include "apps/report/figures.h"

#include <cctype>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "apps/report/report_json.h"
#include "apps/report/report_page.h"
#include "apps/report/report_text.h"
#include "tests/unit/apps/report/report_support.h"

namespace backbeat::apps {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> keys(const std::vector<Figure>& figures) {
  std::vector<std::string> keys;
  for (const Figure& figure : figures) keys.emplace_back(figure.key);
  return keys;
}

TEST(Figures, AreInTheOrderOfTheJsonAndForReadersSharesFirst) {
  EXPECT_THAT(keys(figures({})), ElementsAre("top2_accuracy", "balanced_accuracy", "macro_f1",
                                             "log_loss", "ece", "majority_baseline"));
  EXPECT_THAT(keys(figures_shares_first({})),
              ElementsAre("top2_accuracy", "balanced_accuracy", "majority_baseline", "macro_f1",
                          "log_loss", "ece"));
}

TEST(Figures, StandInEveryForm) {
  const Report report = example_report();
  const nlohmann::ordered_json json = json_report(report);
  const std::string text = text_report(report);
  const std::string page = html_report(report, "Report");
  for (const Figure& figure : figures(report.evaluation)) {
    EXPECT_EQ(json[figure.key], figure.value);
    if (!figure.in_class_table) {
      EXPECT_THAT(text, HasSubstr(fmt::format("\n{:<19} {:.4f}\n", figure.name, figure.value)));
    }
    std::string name = figure.name;
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    const std::string value = figure.form == Form::kShare
                                  ? fmt::format("{:.1f} %", 100.0 * figure.value)
                                  : fmt::format("{:.3f}", figure.value);
    EXPECT_THAT(page, HasSubstr(fmt::format("<dt>{}</dt><dd>{} ", name, value)));
  }
}

}  // namespace
}  // namespace backbeat::apps
