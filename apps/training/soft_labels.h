#pragma once

#include <cstddef>
#include <vector>

#include "datasets/teacher/teacher_targets.h"

namespace backbeat::apps {

/// What a teacher says of every training clip.
struct TeacherSays {
  datasets::TeacherTargets::OfPart answers;   ///< TeacherTargets::means(): (clips, columns)
  datasets::TeacherTargets::OfPart opinions;  ///< TeacherTargets::opinions(): (clips, classes)
};

/// Gives a teacher a say in the `targets` (clips x classes), each a distribution times its clip's
/// weight. A linear classifier (softmax regression, L2) is fitted to the clips that have a target
/// and an answer; `share` of each target is replaced by what it says, at the same weight. A clip
/// without a target, for it has no label, gets `share` of it. Clips without an answer keep what
/// they have.
///
///   q_i <- (1 - share) q_i + share w_i softmax(Omega a_i + beta)
///
/// with a_i the answers, q_i the targets and w_i their sum, or 1. The classifier is fitted to q_i,
/// a third of it replaced by the teacher's own opinion where it has one. What labels say so reaches
/// music that has none, by way of a model that has heard more than the labelled clips.
void share_targets(const TeacherSays& teacher, double share, std::size_t classes,
                   std::vector<float>& targets);

}  // namespace backbeat::apps
