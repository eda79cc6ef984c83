#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "apps/model/classifier.h"

namespace backbeat::apps {

struct PredictionOptions {
  int top_k = 1;
  std::string format = "text";  ///< text, csv or jsonl
  bool timeline = false;
  double min_confidence = 0.0;
};

/// Prints answers, one record a file (or a window, with a timeline in text and csv).
class PredictionPrinter {
 public:
  virtual ~PredictionPrinter() = default;
  PredictionPrinter() = default;
  PredictionPrinter(const PredictionPrinter&) = delete;
  PredictionPrinter& operator=(const PredictionPrinter&) = delete;

  virtual void answer(const std::string& path, double duration_s, const Answer& answer) = 0;
  /// A file without an answer. Only jsonl has a record for it; the list at the end has all.
  virtual void failure(const std::string& /*path*/, const std::string& /*reason*/) {}
};

std::unique_ptr<PredictionPrinter> make_prediction_printer(const PredictionOptions& options,
                                                           const std::vector<std::string>& labels,
                                                           std::ostream& out);

}  // namespace backbeat::apps
