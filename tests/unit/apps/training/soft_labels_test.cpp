// A teacher's say in the targets.

#include "apps/training/soft_labels.h"

#include <cmath>
#include <span>
#include <vector>

#include <gmock/gmock.h>

namespace backbeat::apps {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;

/// One answer a clip.
TeacherSays without_opinions(const std::vector<float>& answers) {
  return {.answers = {.values = answers, .weights = std::vector<float>(answers.size(), 1.0F)},
          .opinions = {.values = std::vector<float>(2 * answers.size()),
                       .weights = std::vector<float>(answers.size())}};
}

/// Four clips of two classes that one answer tells apart, one without a label, like the second
/// class, and one that the teacher has not heard.
class SoftLabels : public ::testing::Test {
 protected:
  const TeacherSays teacher_{
      .answers = {.values = {-1, 1, -2, -1, 1, 0, 2, 1, 3, 0, 0, 0}, .weights = {1, 1, 1, 1, 1, 0}},
      .opinions = {.values = std::vector<float>(12), .weights = std::vector<float>(6)}};
  std::vector<float> targets_{1, 0, 1, 0, 0, 1, 0, 3, 0, 0, 0, 1};

  std::span<const float> target(std::size_t clip) const {
    return std::span(targets_).subspan(2 * clip, 2);
  }
};

TEST_F(SoftLabels, KeepEachClipsWeight) {
  share_targets(teacher_, 0.5, 2, targets_);
  for (const std::size_t clip : {0U, 1U, 2U}) {
    EXPECT_NEAR(target(clip)[0] + target(clip)[1], 1.0F, 1e-6F);
  }
  EXPECT_NEAR(target(3)[0] + target(3)[1], 3.0F, 1e-6F);
}

TEST_F(SoftLabels, ReachClipsWithoutALabel) {
  share_targets(teacher_, 0.25, 2, targets_);
  EXPECT_NEAR(target(4)[0] + target(4)[1], 0.25F, 1e-6F) << "with the teacher's share as weight";
  EXPECT_GT(target(4)[1], 0.9F * 0.25F);
}

TEST_F(SoftLabels, LeaveClipsAloneThatTheTeacherHasNotHeard) {
  share_targets(teacher_, 1.0, 2, targets_);
  EXPECT_THAT(target(5), ElementsAre(0.0F, 1.0F));
}

TEST_F(SoftLabels, DoNotFollowALabelThatTheAnswersContradict) {
  std::vector<float> values, targets;
  for (int i = 0; i < 40; ++i) {  // the first clip is like the other class
    const bool second = i % 2 == 1;
    values.push_back(second || i == 0 ? 1.0F : -1.0F);
    targets.insert(targets.end(), {second ? 0.0F : 1.0F, second ? 1.0F : 0.0F});
  }
  share_targets(without_opinions(values), 0.5, 2, targets);
  EXPECT_LT(targets[0], 0.6F);
  EXPECT_GT(targets[4], 0.95F);
}

/// The classifier is where its loss has no slope: Omega = -dL/dOmega / penalty.
TEST_F(SoftLabels, AreThoseOfThePenalisedMinimum) {
  std::vector<float> targets{1, 0, 0, 1};
  share_targets(without_opinions({-1, 1}), 1.0, 2, targets);
  // By symmetry Omega = (-w, w), beta = 0 and p_11 = 1 / (1 + exp(-2 w)), where 0.02 w = 1 - p_11.
  const float w = (1.0F - targets[0]) / 0.02F;
  EXPECT_THAT(targets[0], FloatNear(1.0F / (1.0F + std::exp(-2.0F * w)), 1e-4F));
  EXPECT_THAT(targets[3], FloatNear(targets[0], 1e-6F));
}

TEST_F(SoftLabels, HoldAThirdOfTheTeachersOwnOpinion) {
  TeacherSays teacher = without_opinions(std::vector<float>(40, 0.0F));  // answers say nothing
  std::vector<float> targets;
  for (int i = 0; i < 40; ++i) {
    targets.insert(targets.end(), {1.0F, 0.0F});
    teacher.opinions.values[2 * static_cast<std::size_t>(i) + 1] = 1.0F;  // of the other class
    teacher.opinions.weights[static_cast<std::size_t>(i)] = 1.0F;
  }
  share_targets(teacher, 1.0, 2, targets);
  EXPECT_NEAR(targets[0], 2.0F / 3.0F, 1e-4F);
  EXPECT_NEAR(targets[1], 1.0F / 3.0F, 1e-4F);
}

}  // namespace
}  // namespace backbeat::apps
