#pragma once

#include "apps/common/dataset_arguments.h"
#include "apps/common/model.h"
#include "apps/common/report.h"

namespace backbeat::apps {

/// Classifies every clip and compares with its label.
Report judge(const Model& model, const LoadedClips& clips, const SharedOptions& shared);

}  // namespace backbeat::apps
