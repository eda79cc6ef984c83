#include "apps/report/stress_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/html/page.h"
#include "apps/html/table.h"

namespace backbeat::apps {
namespace {

/// How far the accuracy of `row` is from that of the clean recordings, the first of `rows`.
double change(const StressRow& row, const std::vector<StressRow>& rows) {
  return row.evaluation.accuracy - rows.front().evaluation.accuracy;
}

}  // namespace

std::string stress_text(const std::vector<StressRow>& rows) {
  std::string text = fmt::format("{:<14} {:>7} {:>9} {:>8} {:>9}  95 % interval\n", "condition",
                                 "n", "accuracy", "change", "balanced");
  for (const StressRow& row : rows) {
    const nn::Evaluation& e = row.evaluation;
    text += fmt::format("{:<14} {:>7} {:>9.4f} {:>+8.4f} {:>9.4f}  {:.4f} to {:.4f}\n",
                        row.condition, e.n, e.accuracy, change(row, rows), e.balanced_accuracy,
                        e.accuracy_ci95.low, e.accuracy_ci95.high);
  }
  return text;
}

nlohmann::ordered_json stress_json(const std::vector<StressRow>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const StressRow& row : rows) {
    const nn::Evaluation& e = row.evaluation;
    list.push_back({{"condition", row.condition},
                    {"n", e.n},
                    {"accuracy", e.accuracy},
                    {"accuracy_ci95", {e.accuracy_ci95.low, e.accuracy_ci95.high}},
                    {"macro_f1", e.macro_f1},
                    {"balanced_accuracy", e.balanced_accuracy}});
  }
  return list;
}

std::string stress_html(const std::vector<StressRow>& rows) {
  html::Table table{
      .caption =
          "The same recordings made worse: low-pass in Hz, MP3 in kbit/s, gain in dB, "
          "noise by its distance in dB.",
      .columns = {{"Condition", html::Kind::kRowHeading},
                  {"Recordings"},
                  {"Accuracy"},
                  {"Change"},
                  {"Balanced accuracy"},
                  {"95 % interval"}}};
  for (const StressRow& row : rows) {
    const nn::Evaluation& e = row.evaluation;
    table.rows.push_back({row.condition, std::to_string(e.n), html::percent(e.accuracy),
                          fmt::format("{:+.1f}", 100.0 * change(row, rows)),
                          html::percent(e.balanced_accuracy),
                          fmt::format("{:.1f} to {}", 100.0 * e.accuracy_ci95.low,
                                      html::percent(e.accuracy_ci95.high))});
  }
  return html::heading("Stress") + to_html(table);
}

}  // namespace backbeat::apps
