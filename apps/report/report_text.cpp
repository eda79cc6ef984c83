#include "apps/report/report_text.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "apps/files/printable.h"
#include "apps/report/figures.h"

namespace backbeat::apps {
namespace {

std::size_t widest(const std::vector<std::string>& labels, std::size_t at_least) {
  for (const std::string& label : labels) at_least = std::max(at_least, label.size());
  return at_least;
}

/// scikit-learn's classification_report with two digits.
std::string class_table(const Report& report) {
  const nn::Evaluation& e = report.evaluation;
  const std::size_t width = widest(report.labels, std::string_view("weighted avg").size());
  const auto line = [&](const std::string& name, const nn::ClassScore& s) {
    return fmt::format("{:>{}}  {:>9.2f} {:>9.2f} {:>9.2f} {:>9}\n", name, width, s.precision,
                       s.recall, s.f1, s.support);
  };
  std::string text = fmt::format("{:>{}}  {:>9} {:>9} {:>9} {:>9}\n\n", "", width, "precision",
                                 "recall", "f1-score", "support");
  for (std::size_t k = 0; k < report.labels.size(); ++k) {
    if (e.per_class[k].occurs()) text += line(report.labels[k], e.per_class[k]);
  }
  text += fmt::format("\n{:>{}}  {:>9} {:>9} {:>9.2f} {:>9}\n", "accuracy", width, "", "",
                      e.accuracy, e.n);
  return text + line("macro avg", nn::macro_average(e.per_class)) +
         line("weighted avg", nn::weighted_average(e.per_class));
}

std::string accuracy_lines(const Report& report) {
  const nn::Evaluation& e = report.evaluation;
  std::string text =
      fmt::format("accuracy            {:.4f}  (95 % interval, clips: {:.4f} to {:.4f})\n",
                  e.accuracy, e.accuracy_ci95.low, e.accuracy_ci95.high);
  if (report.artists) {
    const nn::Interval& interval = report.artists->accuracy_ci95;
    text += fmt::format("{:28}(95 % interval, over {} artists: {:.4f} to {:.4f})\n", "",
                        report.artists->n, interval.low, interval.high);
  }
  return text;
}

std::string summary(const Report& report) {
  const nn::Abstention& a = report.abstention;
  std::string text = fmt::format("{:<19} {}\n", "n", report.evaluation.n) + accuracy_lines(report);
  for (const Figure& figure : figures_shares_first(report.evaluation)) {
    if (!figure.in_class_table) text += fmt::format("{:<19} {:.4f}\n", figure.name, figure.value);
  }
  return text + fmt::format("{:<19} {:.4f}  (confidence {:.4f} or more; precision {:.4f})\n",
                            "answered", a.answered, a.threshold, a.precision);
}

/// Columns are headed by the labels' numbers: a table of ten genres then fits a terminal.
std::string confusion_table(const Report& report) {
  const std::size_t width = widest(report.labels, 0);
  const int cell =
      std::max(4, static_cast<int>(fmt::formatted_size("{}", report.evaluation.n)) + 1);
  std::string text =
      fmt::format("confusion matrix (rows: truth, columns: answer)\n{:>{}}", "", width + 5);
  for (std::size_t a = 0; a < report.labels.size(); ++a) text += fmt::format("{:>{}}", a, cell);
  text += '\n';
  for (std::size_t t = 0; t < report.labels.size(); ++t) {
    text += fmt::format("{:>{}} {:>3} ", report.labels[t], width, t);
    for (const int count : report.evaluation.confusion[t])
      text += fmt::format("{:>{}}", count, cell);
    text += '\n';
  }
  return text;
}

}  // namespace

std::string text_report(const Report& original) {
  Report report = original;
  for (std::string& label : report.labels) label = printable(label);
  return class_table(report) + '\n' + summary(report) + '\n' + confusion_table(report);
}

}  // namespace backbeat::apps
