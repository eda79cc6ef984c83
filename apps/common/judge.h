#pragma once

#include <span>

#include "apps/common/dataset_arguments.h"
#include "apps/common/model.h"
#include "apps/common/report.h"

namespace backbeat::apps {

/// What one model, or several that answer together as an Ensemble does, say of every clip: a row
/// each, in their order.
std::vector<ReportRow> answer_clips(std::span<const Model> models, const LoadedClips& clips,
                                    const SharedOptions& shared);

/// Of `rows`, one for each of `clips`, those that count (datasets/scored.h), with their artists.
std::vector<ReportRow> scored_rows(std::vector<ReportRow> rows, const LoadedClips& clips);

/// Classifies every clip and compares those that count with their labels.
Report judge(std::span<const Model> models, const LoadedClips& clips, const SharedOptions& shared);
Report judge(const Model& model, const LoadedClips& clips, const SharedOptions& shared);

}  // namespace backbeat::apps
