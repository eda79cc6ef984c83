#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/model/model.h"
#include "apps/training/training_run.h"
#include "datasets/splits/split.h"
#include "datasets/teacher/teacher_targets.h"

// What is learnt beside the labels: a teacher's answers, on labelled and unlabelled music.
namespace backbeat::apps {

/// The clips of a dataset, and after them those without a label that are trained on too.
std::vector<datasets::Clip> with_unlabelled(const datasets::Dataset& dataset,
                                            const TrainingRunOptions& options);

/// datasets::make_split(), with the unlabelled clips that are kept apart from what validates and
/// tests on the training side.
datasets::Split make_split(const datasets::Dataset& dataset, const TrainingRunOptions& options,
                           const datasets::SplitOptions& split_options);

/// The targets of training clips; null where there is no teacher. Throws ManifestError where it has
/// heard none of them.
std::unique_ptr<datasets::TeacherTargets> teacher_targets(const Model& model,
                                                          const std::vector<datasets::Clip>& clips,
                                                          const TrainingRunOptions& options);

/// Gives `model` an output for each part of a teacher's answers, with random weights from `seed`;
/// all others stay as they are. Throws nn::ShapeError where nn::with_heads() does.
void add_heads(Model& model, const std::vector<datasets::TeacherPart>& parts, std::uint64_t seed);

/// Takes away all that network text `text`, of the model before its heads, does not have.
void drop_heads(Model& model, const std::string& text);

}  // namespace backbeat::apps
