#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/model/model.h"
#include "apps/training/asked_teacher.h"
#include "datasets/teacher/teacher.h"
#include "datasets/teacher/teacher_targets.h"

// What is learnt beside the labels: a teacher's answers, on labelled and unlabelled music.
namespace backbeat::apps {

/// A teacher, and the music that is trained on for its sake.
struct Teaching {
  std::string source;                                ///< of `teacher`: its folder, or its file
  std::shared_ptr<const datasets::Teacher> teacher;  ///< null: only labels are learnt
  std::shared_ptr<AskedTeacher> asked;  ///< who makes its answers; null: a folder has them
  std::vector<datasets::Clip> unlabelled;
};

/// The targets of training clips; null where there is no teacher. Throws ManifestError where it has
/// heard none of them.
std::unique_ptr<datasets::TeacherTargets> teacher_targets(const Model& model,
                                                          const std::vector<datasets::Clip>& clips,
                                                          const Teaching& teaching);

/// Gives `model` an output for each part of a teacher's answers, with random weights from `seed`;
/// all others stay as they are. Throws nn::ShapeError where nn::with_heads() does.
void add_heads(Model& model, const std::vector<datasets::TeacherPart>& parts, std::uint64_t seed);

/// Takes away all that network text `text`, of the model before its heads, does not have.
void drop_heads(Model& model, const std::string& text);

}  // namespace backbeat::apps
