#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nn/metrics/abstention.h"
#include "nn/metrics/metrics.h"

// How right a model is on labelled recordings. The report is written as text, JSON, CSV and a page.
namespace backbeat::apps {

/// One recording: what it is and what the model said.
struct ReportRow {
  std::string path;
  int truth = 0;
  int answer = 0;
  std::vector<nn::real> probabilities;  ///< one per label
  int majority = 0;                     ///< class most frequent in the training of its model
  double threshold = 0.0;               ///< of confidence, below which that model says "unknown"
  int artist = -1;                      ///< as datasets::artist_numbers(); -1: not known

  nn::real confidence() const { return probabilities[static_cast<std::size_t>(answer)]; }
};

/// How sure the accuracy is for artists that were not judged, and not only for other clips of those
/// that were.
struct ArtistInterval {
  int n = 0;  ///< artists
  nn::Interval accuracy_ci95;
};

struct Report {
  std::vector<std::string> labels;
  nn::Evaluation evaluation;              ///< of all rows, whatever their confidence
  std::optional<ArtistInterval> artists;  ///< where every row has one
  nn::Abstention abstention;  ///< what is left of them where unsure answers are not given
  std::vector<ReportRow> rows;
};

/// Finds each row's answer from its probabilities, and evaluates them all. Throws
/// std::invalid_argument as nn::evaluate() does.
Report make_report(std::vector<std::string> labels, std::vector<ReportRow> rows);

}  // namespace backbeat::apps
