#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "apps/files/words.h"
#include "apps/model/classifier.h"

namespace backbeat::apps {

enum class PredictionFormat { kText, kCsv, kJsonLines };
/// As the command line has them.
inline const Words<PredictionFormat> kPredictionFormats{{PredictionFormat::kText, "text"},
                                                        {PredictionFormat::kCsv, "csv"},
                                                        {PredictionFormat::kJsonLines, "jsonl"}};

struct PredictionOptions {
  int top_k = 1;
  PredictionFormat format = PredictionFormat::kText;
  bool timeline = false;
  bool print0 = false;  ///< text for scripts: NUL at the end of lines, control characters kept
  double min_confidence = 0.0;
  std::string other;  ///< as Model::other
};

/// Prints answers, one record per file (or window, with a timeline in text and CSV). The header is
/// left to the caller, who may be going on with an output that has one.
class PredictionPrinter {
 public:
  virtual ~PredictionPrinter() = default;
  PredictionPrinter() = default;
  PredictionPrinter(const PredictionPrinter&) = delete;
  PredictionPrinter& operator=(const PredictionPrinter&) = delete;

  /// What the output begins with, the line's end included; "": nothing.
  virtual std::string header() const { return {}; }
  /// What stands for a file in each record about it.
  virtual std::string name(const std::string& path) const = 0;

  virtual void answer(const std::string& path, double duration_s, const Answer& answer) = 0;
  /// A file without an answer. Only JSON lines have a record for it; the list at the end has all.
  virtual void failure(const std::string& /*path*/, const std::string& /*reason*/) {}
};

std::unique_ptr<PredictionPrinter> make_prediction_printer(const PredictionOptions& options,
                                                           const std::vector<std::string>& labels,
                                                           std::ostream& out);

}  // namespace backbeat::apps
