#pragma once

#include <span>

#include "apps/cli/dataset_arguments.h"
#include "apps/model/model.h"
#include "apps/report/report.h"

namespace backbeat::apps {

/// What one model, or several that answer together as an Ensemble does, say of every clip: a row
/// each, in their order.
std::vector<ReportRow> answer_clips(std::span<const Model> models, const LoadedClips& clips,
                                    const SharedOptions& shared);

/// Of `rows`, one for each of `clips`, those that count (datasets/splits/scored.h), with their artists.
std::vector<ReportRow> scored_rows(std::vector<ReportRow> rows, const LoadedClips& clips);

/// Classifies every clip and compares those that count with their labels.
Report judge(std::span<const Model> models, const LoadedClips& clips, const SharedOptions& shared);
Report judge(const Model& model, const LoadedClips& clips, const SharedOptions& shared);

}  // namespace backbeat::apps
