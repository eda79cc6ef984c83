#include "apps/report/report.h"

#include <set>
#include <utility>

#include "nn/metrics/cluster_interval.h"

namespace backbeat::apps {
namespace {

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

}  // namespace backbeat::apps
