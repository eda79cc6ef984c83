#include "apps/evaluation/stress.h"

#include <fmt/format.h>

#include "audio/degrade/degrade.h"

namespace backbeat::apps {

std::vector<audio::Degradations> stress_conditions() {
  std::vector<audio::Degradations> conditions;
  for (const char* text : {"lowpass:4000", "lowpass:8000", "lowpass:11000", "mp3:24", "mp3:64",
                           "mp3:128", "gain:-20", "gain:6", "noise:20"}) {
    conditions.push_back(audio::parse_degradations(text));
  }
  return conditions;
}

std::vector<StressRow> stress(const Report& clean, const ReportUnder& report_under) {
  const std::vector<audio::Degradations> conditions = stress_conditions();
  for (const auto& condition : conditions) audio::require_encoders(condition);
  std::vector<StressRow> rows{{"clean", clean.evaluation}};
  for (const auto& condition : conditions) {
    rows.push_back({audio::to_text(condition), report_under(condition).evaluation});
  }
  return rows;
}

std::string stress_text(const std::vector<StressRow>& rows) {
  std::string text = fmt::format("{:<14} {:>7} {:>9} {:>8} {:>9}  95 % interval\n", "condition",
                                 "n", "accuracy", "change", "balanced");
  for (const StressRow& row : rows) {
    const nn::Evaluation& e = row.evaluation;
    text +=
        fmt::format("{:<14} {:>7} {:>9.4f} {:>+8.4f} {:>9.4f}  {:.4f} to {:.4f}\n", row.condition,
                    e.n, e.accuracy, e.accuracy - rows.front().evaluation.accuracy,
                    e.balanced_accuracy, e.accuracy_ci95.low, e.accuracy_ci95.high);
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
  std::string html =
      "<h2>Stress</h2>\n<div class=\"scroll\"><table>\n"
      "<caption>The same recordings made worse: low-pass in Hz, MP3 in kbit/s, gain in dB, "
      "noise by its distance in dB.</caption>\n"
      "<thead><tr><th scope=\"col\" class=\"text\">Condition</th><th scope=\"col\">Recordings</th>"
      "<th scope=\"col\">Accuracy</th><th scope=\"col\">Change</th>"
      "<th scope=\"col\">Balanced accuracy</th><th scope=\"col\">95 % interval</th></tr></thead>\n"
      "<tbody>\n";
  for (const StressRow& row : rows) {
    const nn::Evaluation& e = row.evaluation;
    html += fmt::format(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{:.1f} %</td><td>{:+.1f}</td>"
        "<td>{:.1f} %</td><td>{:.1f} to {:.1f} %</td></tr>\n",
        row.condition, e.n, 100.0 * e.accuracy,
        100.0 * (e.accuracy - rows.front().evaluation.accuracy), 100.0 * e.balanced_accuracy,
        100.0 * e.accuracy_ci95.low, 100.0 * e.accuracy_ci95.high);
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace backbeat::apps
