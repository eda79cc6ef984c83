// A teacher's answers as targets of batches.

#include "datasets/teacher/teacher_targets.h"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/unit/datasets/helpers.h"
#include "tests/unit/datasets/teacher/teacher_support.h"

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::FloatNear;

/// Two columns, the first standardised, the second a probability, of three recordings. Windows of
/// 10 frames at 10 frames a second.
class TeacherTargetsTest : public ::testing::Test {
 protected:
  TeacherTargetsTest() {
    folder_.write("a", "x.wav,0\nx.wav,1\nx.wav,2\ny.wav,0\nnone.wav,0\n",
                  {10, 0.1F, 20, 0.2F, 30, 0.3F, 40, 0.4F, 1000, 0.9F}, 5);
    folder_.describe(R"({"parts": [{"name": "hidden", "columns": 1, "loss": "mse"},
                                   {"name": "tags", "columns": 1, "loss": "bce"}]})");
    teacher_.emplace(folder_.path());
  }

  TeacherTargets targets(const std::vector<Clip>& clips) const {
    return {*teacher_, clips, {.frames_per_s = 10.0, .window_frames = 10}};
  }
  /// The second column's targets for windows of one clip that begin at these frames.
  TeacherTargets::OfPart of(const Clip& clip, const std::vector<float>& first_frames) const {
    Batch batch{.first_frames = first_frames};
    batch.clips.resize(first_frames.size());
    return targets({clip}).of(batch, teacher_->parts()[1]);
  }

  TeacherFolder folder_;
  std::optional<Teacher> teacher_;
  const Clip x_{.path = "x.wav"}, y_{.path = "y.wav"}, z_{.path = "z.wav"};
};

TEST_F(TeacherTargetsTest, AreThoseOfTheWindowNearestInTime) {
  const auto found = of(x_, {0, 4, 6, 13, 16, 25});
  EXPECT_THAT(found.values, ElementsAre(0.1F, 0.1F, 0.2F, 0.2F, 0.3F, 0.3F));
  EXPECT_THAT(found.weights, ::testing::Each(1.0F));
}

TEST_F(TeacherTargetsTest, CountTimeInTheFile) {
  const Clip from_1s{.path = "x.wav", .start_s = 1.0, .end_s = 2.0};
  EXPECT_THAT(of(from_1s, {0, 4, 9}).values, ElementsAre(0.2F, 0.2F, 0.2F))
      << "the window at 2 s is another clip's";
}

TEST_F(TeacherTargetsTest, WeighNothingWhereTheTeacherHasHeardNothing) {
  EXPECT_THAT(of(z_, {0}).weights, ElementsAre(0.0F));
  EXPECT_THAT(of(y_, {0, 9, 10, 50}).weights, ElementsAre(1.0F, 1.0F, 0.0F, 0.0F))
      << "a window's length away";
  EXPECT_EQ(targets({x_, z_, y_}).clips_with_targets(), 2);
}

TEST_F(TeacherTargetsTest, AreStandardisedOverTheTrainingClipsAlone) {
  const TeacherTargets both = targets({x_, y_});
  const Batch batch{.clips = {0, 1}, .first_frames = {0, 0}};
  const auto found = both.of(batch, teacher_->parts()[0]);
  // Of 10, 20, 30, 40: mean 25, variance 125.
  EXPECT_THAT(found.values,
              ElementsAre(FloatNear(static_cast<float>(-15.0 / std::sqrt(125.0)), 1e-6F),
                          FloatNear(static_cast<float>(15.0 / std::sqrt(125.0)), 1e-6F)));
}

TEST_F(TeacherTargetsTest, OfAColumnThatIsAlwaysTheSameAreZero) {
  const auto found = targets({y_}).of({.clips = {0}, .first_frames = {0}}, teacher_->parts()[0]);
  EXPECT_THAT(found.values, ElementsAre(0.0F));
}

TEST_F(TeacherTargetsTest, AreMixedAsTheClipsAre) {
  const TeacherTargets all = targets({x_, y_, z_});
  const Batch batch{.clips = {0, 0, 0, 1},
                    .first_frames = {0, 0, 0, 0},
                    .partners = {1, 2, 2, 0},
                    .partner_first_frames = {0, 0, 0, 20},
                    .lambdas = {0.75F, 0.75F, 1.0F, 0.5F}};
  const auto found = all.of(batch, teacher_->parts()[1]);
  EXPECT_THAT(found.weights, ElementsAre(1.0F, 0.0F, 1.0F, 1.0F));
  EXPECT_FLOAT_EQ(found.values[0], 0.75F * 0.1F + 0.25F * 0.4F);
  EXPECT_FLOAT_EQ(found.values[2], 0.1F);
  EXPECT_FLOAT_EQ(found.values[3], 0.5F * 0.4F + 0.5F * 0.3F);
}

TEST_F(TeacherTargetsTest, OfATeacherThatWasAskedAreItsAnswersAboutWhatWasHeard) {
  const TeacherTargets all = targets({x_, y_, z_});
  const Batch batch{.clips = {0, 2},
                    .first_frames = {0, 0},
                    .partners = {1, 1},
                    .partner_first_frames = {0, 0},
                    .lambdas = {0.75F, 0.25F},
                    .answers = {35, 0.7F, 25, 0.8F}};
  const auto tags = all.of(batch, teacher_->parts()[1]);
  EXPECT_THAT(tags.values, ElementsAre(0.7F, 0.8F)) << "a mixture is heard as such";
  EXPECT_THAT(tags.weights, ElementsAre(1.0F, 1.0F));
  const auto hidden = all.of(batch, teacher_->parts()[0]);
  const auto deviation = static_cast<float>(std::sqrt(125.0));  // of 10, 20, 30, 40 about 25
  EXPECT_THAT(hidden.values, ElementsAre(FloatNear(10.0F / deviation, 1e-6F), 0.0F));
}

TEST_F(TeacherTargetsTest, MeansAreOfAClipsWindowsInTheColumnsThatAreLearnt) {
  folder_.describe(R"({"parts": [{"name": "hidden", "columns": 1, "loss": "mse"},
                                 {"name": "tags", "columns": 1, "loss": "mse", "weight": 0}]})");
  teacher_.emplace(folder_.path());
  const auto means = targets({x_, z_, y_}).means();
  EXPECT_THAT(means.weights, ElementsAre(1.0F, 0.0F, 1.0F));
  ASSERT_EQ(means.values.size(), 3U);
  // x: 10, 20, 30; y: 40; all: mean 25, variance 125.
  EXPECT_FLOAT_EQ(means.values[0], static_cast<float>(-5.0 / std::sqrt(125.0)));
  EXPECT_FLOAT_EQ(means.values[2], static_cast<float>(15.0 / std::sqrt(125.0)));
}

TEST_F(TeacherTargetsTest, OpinionsAreOfTheLabelsThatItNames) {
  folder_.write("a", "x.wav,0\nx.wav,1\ny.wav,0\n",
                {std::log(1.0F), 7, std::log(3.0F),   //
                 std::log(4.0F), 9, std::log(12.0F),  //
                 0, 0, 0},
                3);
  folder_.describe(R"({"parts": [{"name": "genres", "columns": 3, "loss": "mse",
                                  "labels": ["rock", "polka", "blues"]}]})");
  teacher_.emplace(folder_.path());
  const std::vector<std::string> labels{"blues", "jazz", "rock"};
  const auto opinions = targets({x_, z_, y_}).opinions(labels);
  EXPECT_THAT(opinions.weights, ElementsAre(1.0F, 0.0F, 1.0F));
  EXPECT_THAT(opinions.values, ElementsAre(FloatEq(0.75F), 0, FloatEq(0.25F), 0, 0, 0,
                                           FloatEq(0.5F), 0, FloatEq(0.5F)));
  EXPECT_THAT(targets({x_}).opinions(std::vector<std::string>{"jazz", "rock"}).weights,
              ElementsAre(0.0F))
      << "one name is no choice";
}

TEST_F(TeacherTargetsTest, OpinionsAreMeanProbabilitiesWhereTheTeacherGivesThem) {
  folder_.write("a", "x.wav,0\nx.wav,1\n", {0.2F, 0.1F, 0.4F, 0.1F}, 2);
  folder_.describe(R"({"parts": [{"name": "genres", "columns": 2, "loss": "bce",
                                  "labels": ["rock", "jazz"]}]})");
  teacher_.emplace(folder_.path());
  const auto opinions = targets({x_}).opinions(std::vector<std::string>{"jazz", "rock"});
  EXPECT_THAT(opinions.values, ElementsAre(FloatEq(0.25F), FloatEq(0.75F)));
}

}  // namespace
}  // namespace backbeat::datasets
