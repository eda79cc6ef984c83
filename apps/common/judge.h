#pragma once

#include <span>

#include "apps/common/dataset_arguments.h"
#include "apps/common/model.h"
#include "apps/common/report.h"

namespace backbeat::apps {

/// Classifies every clip, by one model or by several that answer together as an Ensemble does, and
/// compares with its label.
Report judge(std::span<const Model> models, const LoadedClips& clips, const SharedOptions& shared);
Report judge(const Model& model, const LoadedClips& clips, const SharedOptions& shared);

}  // namespace backbeat::apps
