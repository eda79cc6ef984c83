#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "apps/report/report.h"
#include "audio/degrade/degradation.h"

// How right a model stays on recordings that were made worse: `backbeat-evaluate --stress`.
namespace backbeat::apps {

/// A model's accuracy under one condition.
struct StressRow {
  std::string condition;  ///< "clean", or the degradations as text
  nn::Evaluation evaluation;
};

/// Low-pass at 4, 8 and 11 kHz; MP3 at 24, 64 and 128 kbit/s; -20 and +6 dB; noise 20 dB below.
std::vector<audio::Degradations> stress_conditions();

/// The report of the same clips under `degradations`.
using ReportUnder = std::function<Report(const audio::Degradations&)>;

/// `clean`, then what `report_under` gives for each of stress_conditions(). Throws
/// std::runtime_error where this libsndfile can not encode MP3.
std::vector<StressRow> stress(const Report& clean, const ReportUnder& report_under);

/// A table, one line a condition; the change is that of the accuracy, from the first row.
std::string stress_text(const std::vector<StressRow>& rows);

/// The list "stress" of `backbeat-evaluate --json`.
nlohmann::ordered_json stress_json(const std::vector<StressRow>& rows);

/// The table, for html_report() to begin with.
std::string stress_html(const std::vector<StressRow>& rows);

}  // namespace backbeat::apps
