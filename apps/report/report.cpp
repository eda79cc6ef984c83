#include "apps/report/report.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "apps/files/csv_field.h"
#include "nn/metrics/cluster_interval.h"

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
  const nn::Evaluation& e = report.evaluation;
  const nn::Abstention& a = report.abstention;
  return fmt::format("n                   {}\n", e.n) + accuracy_lines(report) +
         fmt::format(
             "balanced accuracy   {:.4f}\n"
             "majority baseline   {:.4f}\n"
             "log loss            {:.4f}\n"
             "calibration error   {:.4f}\n"
             "answered            {:.4f}  (confidence {:.4f} or more; precision {:.4f})\n",
             e.balanced_accuracy, e.majority_baseline, e.log_loss, e.ece, a.answered, a.threshold,
             a.precision);
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

std::optional<ArtistInterval> artist_interval(const std::vector<ReportRow>& rows) {
  std::vector<int> hits;
  std::vector<int> artists;
  for (const ReportRow& row : rows) {
    if (row.artist < 0) return std::nullopt;
    hits.push_back(row.answer == row.truth ? 1 : 0);
    artists.push_back(row.artist);
  }
  if (rows.empty()) return std::nullopt;
  return ArtistInterval{.n = static_cast<int>(std::set<int>(artists.begin(), artists.end()).size()),
                        .accuracy_ci95 = nn::cluster_ci95(hits, artists)};
}

}  // namespace

Report make_report(std::vector<std::string> labels, std::vector<ReportRow> rows) {
  std::vector<int> truth;
  std::vector<int> majority;
  std::vector<double> thresholds;
  std::vector<nn::real> probabilities;
  for (ReportRow& row : rows) {
    row.answer = nn::answer_of(row.probabilities);
    truth.push_back(row.truth);
    majority.push_back(row.majority);
    thresholds.push_back(row.threshold);
    probabilities.insert(probabilities.end(), row.probabilities.begin(), row.probabilities.end());
  }
  Report report{.labels = std::move(labels), .rows = std::move(rows)};
  const int classes = static_cast<int>(report.labels.size());
  report.evaluation = nn::evaluate(truth, probabilities, classes, majority);
  report.abstention = nn::abstain_below(thresholds, truth, probabilities, classes);
  report.artists = artist_interval(report.rows);
  return report;
}

std::string text_report(const Report& report) {
  return class_table(report) + '\n' + summary(report) + '\n' + confusion_table(report);
}

nlohmann::ordered_json json_report(const Report& report) {
  const nn::Evaluation& e = report.evaluation;
  nlohmann::ordered_json json{{"n", e.n},
                              {"accuracy", e.accuracy},
                              {"accuracy_ci95", {e.accuracy_ci95.low, e.accuracy_ci95.high}},
                              {"balanced_accuracy", e.balanced_accuracy},
                              {"macro_f1", e.macro_f1},
                              {"log_loss", e.log_loss},
                              {"ece", e.ece},
                              {"majority_baseline", e.majority_baseline},
                              {"answered",
                               {{"threshold", report.abstention.threshold},
                                {"share", report.abstention.answered},
                                {"precision", report.abstention.precision}}},
                              {"classes", report.labels},
                              {"confusion", e.confusion},
                              {"per_class", nlohmann::ordered_json::object()}};
  for (std::size_t k = 0; k < report.labels.size(); ++k) {
    const nn::ClassScore& score = e.per_class[k];
    json["per_class"][report.labels[k]] = {{"precision", score.precision},
                                           {"recall", score.recall},
                                           {"f1", score.f1},
                                           {"support", score.support}};
  }
  if (report.artists) {
    const nn::Interval& interval = report.artists->accuracy_ci95;
    json["accuracy_ci95_groups"] = {interval.low, interval.high};
    json["groups"] = report.artists->n;
  }
  return json;
}

std::string csv_report(const Report& report) {
  std::string text = "path,label,answer,confidence";
  for (const std::string& label : report.labels) text += ',' + csv_field(label);
  text += '\n';
  for (const ReportRow& row : report.rows) {
    text += fmt::format("{},{},{},{}", csv_field(row.path),
                        csv_field(report.labels[static_cast<std::size_t>(row.truth)]),
                        csv_field(report.labels[static_cast<std::size_t>(row.answer)]),
                        row.confidence());
    for (const nn::real p : row.probabilities) text += fmt::format(",{}", p);
    text += '\n';
  }
  return text;
}

}  // namespace backbeat::apps
