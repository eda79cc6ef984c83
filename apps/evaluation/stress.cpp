#include "apps/evaluation/stress.h"

#include "audio/degrade/degrade.h"

namespace backbeat::apps {

std::vector<audio::Degradations> stress_conditions() {
  std::vector<audio::Degradations> conditions;
  for (const char* text : {"lowpass:4000", "lowpass:8000", "lowpass:11000", "mp3:24", "mp3:64",
                           "mp3:128", "gain:-20", "gain:6", "noise:20"}) {
    conditions.push_back(audio::parse_degradations(text));
  }
  return conditions;
}

std::vector<StressRow> stress(const Report& clean, const ReportUnder& report_under) {
  const std::vector<audio::Degradations> conditions = stress_conditions();
  for (const auto& condition : conditions) audio::require_encoders(condition);
  std::vector<StressRow> rows{{"clean", clean.evaluation}};
  for (const auto& condition : conditions) {
    rows.push_back({audio::to_text(condition), report_under(condition).evaluation});
  }
  return rows;
}

}  // namespace backbeat::apps
