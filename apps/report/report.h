#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "nn/metrics/abstention.h"
#include "nn/metrics/metrics.h"

// The accuracy report of a model on labelled recordings, in four forms.
namespace backbeat::apps {

/// One recording: what it is and what the model said.
struct ReportRow {
  std::string path;
  int truth = 0;
  int answer = 0;
  std::vector<nn::real> probabilities;  ///< one a label
  int majority = 0;                     ///< class most frequent in the training of what answered
  double threshold = 0.0;               ///< of confidence, below which that answers "unknown"
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

/// The layout of scikit-learn's classification_report (classes that occur in neither truth nor
/// answers are left out), the summary figures, the confusion matrix.
std::string text_report(const Report& report);

/// The object of `backbeat-evaluate --json`, without the rows. Labels need not be UTF-8: dump it
/// with nlohmann's error_handler_t::replace.
nlohmann::ordered_json json_report(const Report& report);

/// One row a recording: path,label,answer,confidence, then one probability a class (RFC 4180, lines
/// ended by a line feed alone).
std::string csv_report(const Report& report);

/// One page that needs nothing else, with the confusion matrix, a reliability diagram and the most
/// confident mistakes. `introduction` is HTML that stands between title and figures.
std::string html_report(const Report& report, const std::string& title,
                        const std::string& introduction = "");

}  // namespace backbeat::apps
