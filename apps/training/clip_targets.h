#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "apps/loading/loaded_clips.h"
#include "apps/training/fit_options.h"
#include "datasets/teacher/teacher_targets.h"

namespace backbeat::apps {

/// The targets (clips x classes) of the training clips where they are not just their labels: by
/// groups that weigh alike, and by what a teacher's answers say of the classes. Empty: they are.
std::vector<float> targets_of_clips(const std::vector<std::string>& labels,
                                    const LoadedClips& train, const FitOptions& options,
                                    const datasets::TeacherTargets* teacher = nullptr);

}  // namespace backbeat::apps
