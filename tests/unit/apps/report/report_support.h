#pragma once

#include <string>
#include <vector>

#include "apps/report/report.h"

namespace backbeat::apps {

inline ReportRow row(std::string path, int truth, std::vector<nn::real> probabilities) {
  return {.path = std::move(path), .truth = truth, .probabilities = std::move(probabilities)};
}

/// The report of rows that one model answered.
inline Report make_report(std::vector<std::string> labels, std::vector<ReportRow> rows,
                          int majority_class, double threshold = 0.0) {
  for (ReportRow& row : rows) {
    row.majority = majority_class;
    row.threshold = threshold;
  }
  return make_report(std::move(labels), std::move(rows));
}

/// Five recordings of three classes: the example of scikit-learn's classification_report, truth
/// 0 1 2 2 2 and answers 0 0 2 2 1.
inline Report example_report(double threshold = 0.0) {
  return make_report({"class 0", "class 1", "class 2"},
                     {row("a.wav", 0, {0.8F, 0.1F, 0.1F}), row("b.wav", 1, {0.6F, 0.3F, 0.1F}),
                      row("c.wav", 2, {0.1F, 0.2F, 0.7F}), row("d.wav", 2, {0.2F, 0.2F, 0.6F}),
                      row("e.wav", 2, {0.0F, 0.9F, 0.1F})},
                     2, threshold);
}

/// Four recordings by two artists: 1 of 2 right and 2 of 2.
inline Report artists_report() {
  std::vector<ReportRow> rows{row("a", 0, {0.9F, 0.1F}), row("b", 1, {0.9F, 0.1F}),
                              row("c", 0, {0.9F, 0.1F}), row("d", 1, {0.2F, 0.8F})};
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].artist = static_cast<int>(i / 2);
  return make_report({"jazz", "rock"}, std::move(rows), 0);
}

}  // namespace backbeat::apps
