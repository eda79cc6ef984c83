#pragma once

#include <span>

#include "apps/loading/loaded_clips.h"
#include "apps/model/model.h"
#include "apps/report/report.h"

namespace backbeat::apps {

/// What models that answer together as an Ensemble does say of every clip: a row each, in their
/// order. The clips are the same for each of FrontEnds(models), loaded by it.
std::vector<ReportRow> answer_clips(std::span<const Model> models,
                                    std::span<const LoadedClips> clips);
std::vector<ReportRow> answer_clips(const Model& model, const LoadedClips& clips);

/// The rows that count (datasets/splits/scored.h), with their artists. `rows` has one for each of
/// `clips`.
std::vector<ReportRow> scored_rows(std::vector<ReportRow> rows, const LoadedClips& clips);

/// Classifies every clip and compares those that count with their labels.
Report judge(std::span<const Model> models, std::span<const LoadedClips> clips);
Report judge(const Model& model, const LoadedClips& clips);

}  // namespace backbeat::apps
