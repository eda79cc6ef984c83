#include "apps/report/report_page.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "apps/html/chart.h"
#include "apps/html/page.h"
#include "apps/html/table.h"
#include "apps/report/figures.h"

namespace backbeat::apps {
namespace {

using html::percent;

constexpr std::size_t kMistakesShown = 20;

/// Of a cell whose share of its row is 1: one colour of text is readable on every tint up to this
/// (contrast above 4.5:1 on light and dark pages).
constexpr double kStrongestTint = 0.75;

const std::string& label(const Report& report, int k) {
  return report.labels[static_cast<std::size_t>(k)];
}

std::string interval(const nn::Interval& ci95) {
  return fmt::format("{} to {}", percent(ci95.low), percent(ci95.high));
}

std::string item(std::string name, const std::string& value, const std::string& note = "") {
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return fmt::format("<div><dt>{}</dt><dd>{} <small>{}</small></dd></div>\n", name, value, note);
}

std::string summary_list(const Report& report) {
  const nn::Evaluation& e = report.evaluation;
  const nn::Abstention& a = report.abstention;
  std::string intervals = "95 % interval, clips: " + interval(e.accuracy_ci95);
  if (report.artists) {
    intervals += fmt::format("; over {} artists: {}", report.artists->n,
                             interval(report.artists->accuracy_ci95));
  }
  std::string list = "<dl>\n" + item("recordings", std::to_string(e.n)) +
                     item("accuracy", percent(e.accuracy), intervals);
  for (const Figure& figure : figures_shares_first(e)) {
    list += item(figure.name, figure.form == Form::kShare ? percent(figure.value)
                                                          : fmt::format("{:.3f}", figure.value));
  }
  return list +
         item("answered", percent(a.answered),
              fmt::format("confidence {:.3f} or more: precision {}", a.threshold,
                          percent(a.precision))) +
         "</dl>\n";
}

/// A cell of the confusion matrix, tinted by its share of the recordings that are truly `truth`.
html::Cell confusion_cell(const Report& report, std::size_t truth, std::size_t answer) {
  const int count = report.evaluation.confusion[truth][answer];
  const int support = report.evaluation.per_class[truth].support;
  const double share = support > 0 ? static_cast<double>(count) / support : 0.0;
  html::Attributes attributes;
  if (truth == answer) attributes.emplace_back("class", "right");
  attributes.emplace_back("style", fmt::format("--share:{:.3f}", kStrongestTint * share));
  attributes.emplace_back("title", fmt::format("{} of {} {} answered {}", count, support,
                                               report.labels[truth], report.labels[answer]));
  return {std::to_string(count), attributes};
}

std::string confusion_matrix(const Report& report) {
  html::Table table{
      .caption =
          "Rows: the true class. Columns: the answer. The stronger the tint, the larger "
          "the share of the row: blue is right, orange is wrong.",
      .columns = {{"", html::Kind::kRowHeading}},
      .look = "confusion"};
  for (std::size_t t = 0; t < report.labels.size(); ++t) {
    table.columns.push_back({report.labels[t]});
    std::vector<html::Cell>& row = table.rows.emplace_back();
    row.emplace_back(report.labels[t]);
    for (std::size_t a = 0; a < report.labels.size(); ++a) {
      row.push_back(confusion_cell(report, t, a));
    }
  }
  return html::heading("Confusion matrix") + to_html(table);
}

std::string class_table(const Report& report) {
  html::Table table{
      .columns = {
          {"Class", html::Kind::kRowHeading}, {"Precision"}, {"Recall"}, {"F1"}, {"Recordings"}}};
  for (std::size_t k = 0; k < report.labels.size(); ++k) {
    const nn::ClassScore& score = report.evaluation.per_class[k];
    table.rows.push_back({report.labels[k], fmt::format("{:.2f}", score.precision),
                          fmt::format("{:.2f}", score.recall), fmt::format("{:.2f}", score.f1),
                          std::to_string(score.support)});
  }
  return html::heading("Classes") + to_html(table);
}

/// Accuracy over confidence, one bar per bin; a calibrated model's bars end on the diagonal.
std::string reliability_diagram(const nn::Evaluation& e) {
  html::Chart chart{.id = "reliability",
                    .title =
                        "Accuracy of the answers over their confidence, in 15 bins; "
                        "the dashed line is perfect calibration",
                    .x_name = "confidence",
                    .y_name = "accuracy",
                    .diagonal = true};
  const auto bins = static_cast<double>(e.calibration.size());
  for (std::size_t b = 0; b < e.calibration.size(); ++b) {
    const nn::CalibrationBin& bin = e.calibration[b];
    if (bin.n == 0) continue;
    chart.bars.push_back({.left = static_cast<double>(b) / bins,
                          .right = static_cast<double>(b + 1) / bins,
                          .height = bin.accuracy,
                          .title = fmt::format("{} recordings: confidence {}, accuracy {}", bin.n,
                                               percent(bin.confidence), percent(bin.accuracy))});
  }
  return html::heading("Reliability") + to_html(chart);
}

/// The most confident first.
std::vector<const ReportRow*> mistakes_of(const Report& report) {
  std::vector<const ReportRow*> mistakes;
  for (const ReportRow& row : report.rows) {
    if (row.answer != row.truth) mistakes.push_back(&row);
  }
  std::stable_sort(mistakes.begin(), mistakes.end(), [](const ReportRow* a, const ReportRow* b) {
    return a->confidence() > b->confidence();
  });
  return mistakes;
}

std::string mistakes_table(const Report& report) {
  const std::vector<const ReportRow*> mistakes = mistakes_of(report);
  const std::size_t shown = std::min(kMistakesShown, mistakes.size());
  std::string top = html::heading("Most confident mistakes") +
                    html::note(fmt::format("{} of {} mistakes.", shown, mistakes.size()));
  if (mistakes.empty()) return top;
  html::Table table{.columns = {{"Recording", html::Kind::kPath},
                                {"Truth", html::Kind::kText},
                                {"Answer", html::Kind::kText},
                                {"Confidence"}}};
  for (std::size_t i = 0; i < shown; ++i) {
    const ReportRow& row = *mistakes[i];
    table.rows.push_back({row.path, label(report, row.truth), label(report, row.answer),
                          percent(static_cast<double>(row.confidence()))});
  }
  return top + to_html(table);
}

}  // namespace

std::string html_report(const Report& report, const std::string& title,
                        const std::string& introduction) {
  return html::page(title, introduction + summary_list(report) + confusion_matrix(report) +
                               class_table(report) + reliability_diagram(report.evaluation) +
                               mistakes_table(report));
}

}  // namespace backbeat::apps
