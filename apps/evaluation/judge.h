#pragma once

#include <span>

#include "apps/loading/loaded_clips.h"
#include "apps/model/model.h"
#include "apps/report/report.h"

namespace backbeat::apps {

/// What one model, or several that answer together as an Ensemble does, say of every clip: a row
/// each, in their order.
std::vector<ReportRow> answer_clips(std::span<const Model> models, const LoadedClips& clips);

/// The rows that count (datasets/splits/scored.h), with their artists. `rows` has one for each of
/// `clips`.
std::vector<ReportRow> scored_rows(std::vector<ReportRow> rows, const LoadedClips& clips);

/// Classifies every clip and compares those that count with their labels.
Report judge(std::span<const Model> models, const LoadedClips& clips);
Report judge(const Model& model, const LoadedClips& clips);

}  // namespace backbeat::apps
