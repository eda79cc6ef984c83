#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "apps/loading/sides.h"
#include "apps/model/model.h"
#include "apps/training/epoch_log.h"
#include "apps/training/epoch_record.h"
#include "apps/training/fit_options.h"
#include "datasets/teacher/teacher_targets.h"

namespace backbeat::apps {

/// Trains `model` to the end, and tells of every epoch; returns what each gave. Goes on from a
/// checkpoint of the same `identity` where options.checkpoints or options.kept ask for it, and
/// writes such ones. A body that is to learn after some epochs does so in model.network. `targets`
/// are a teacher's; null: there is none. Throws where Trainer does, and nn::FormatError where the
/// checkpoint is damaged or belongs to another run.
std::vector<EpochRecord> train_epochs(Model& model, const Sides& sides,
                                      const datasets::TeacherTargets* targets,
                                      const nlohmann::json& identity, const FitOptions& options,
                                      EpochLog& log);

/// Those of a model that is kept lie beside it, and are gone on from by themselves.
Checkpoints checkpoints_of(const FitOptions& options);

}  // namespace backbeat::apps
