#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "nn/metrics/metrics.h"

// How right a model stays under each condition, in three forms.
namespace backbeat::apps {

/// A model's accuracy under one condition.
struct StressRow {
  std::string condition;  ///< "clean", or the degradations as text
  nn::Evaluation evaluation;
};

/// A table, one line per condition; the change is that of the accuracy, from the first row.
std::string stress_text(const std::vector<StressRow>& rows);

/// The list "stress" of `backbeat-evaluate --json`.
nlohmann::ordered_json stress_json(const std::vector<StressRow>& rows);

/// The table, for html_report() to begin with.
std::string stress_html(const std::vector<StressRow>& rows);

}  // namespace backbeat::apps
