#pragma once

#include <functional>
#include <vector>

#include "apps/report/report.h"
#include "apps/report/stress_report.h"
#include "audio/degrade/degradation.h"

// How right a model stays on recordings that were made worse: `backbeat-evaluate --stress`.
namespace backbeat::apps {

/// Low-pass at 4, 8 and 11 kHz; MP3 at 24, 64 and 128 kbit/s; -20 and +6 dB; noise 20 dB below.
std::vector<audio::Degradations> stress_conditions();

/// The report of the same clips under `degradations`.
using ReportUnder = std::function<Report(const audio::Degradations&)>;

/// `clean`, then what `report_under` gives for each of stress_conditions(). Throws
/// std::runtime_error where this libsndfile can not encode MP3.
std::vector<StressRow> stress(const Report& clean, const ReportUnder& report_under);

}  // namespace backbeat::apps
