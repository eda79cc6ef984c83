// The head that is chosen: by training clips alone, and the best of what was tried.

#include "apps/training/head_choice.h"

#include <algorithm>
#include <cmath>
#include <omp.h>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/apps/training/body_support.h"

namespace backbeat::apps {
namespace {

using testing::Each;
using testing::Field;
using testing::SizeIs;

class Choice : public testing::Test {
 protected:
  Choice() : sides_{.labels = {"loud", "soft"}, .train = side(0), .valid = side(1), .test = {}} {
    options_.start.body = make_body();
    options_.start.embeddings = std::make_shared<KnownEmbeddings>(*options_.start.body, "");
    options_.recipe.epochs = 3;
    options_.recipe.batch_size = 4;
  }

  /// Six artists a class, a clip each.
  static LoadedClips side(unsigned seed) {
    LoadedClips clips;
    for (int i = 0; i < 12; ++i) {
      const int label = i % 2;
      const auto number = 100 * seed + static_cast<unsigned>(i);
      clips.features.spectrograms.push_back(noise(20, number, label == 0 ? -30.0F : -45.0F));
      clips.features.labels.push_back(label);
      clips.clips.push_back({.path = std::to_string(number),
                             .label = label == 0 ? "loud" : "soft",
                             .artist = std::to_string(number),
                             .side = datasets::Side::kTest});
      clips.positions.push_back(2 * i);
      clips.durations_s.push_back(1.0);
    }
    return clips;
  }

  std::optional<HeadChoice> choose() const {
    return choose_head(sides_, options_, spdlog::level::debug);
  }
  nlohmann::json choice() const { return to_json(choose().value()); }

  Sides sides_;
  FitOptions options_;
};

TEST_F(Choice, IsTheBestOfWhatWasTried) {
  const HeadChoice choice = choose().value();
  ASSERT_THAT(choice.trials, testing::Not(testing::IsEmpty()));
  std::vector<double> losses;
  std::set<int> hidden;
  for (const HeadTrial& trial : choice.trials) {
    EXPECT_TRUE(std::isfinite(trial.log_loss));
    losses.push_back(trial.log_loss);
    hidden.insert(trial.head.hidden);
  }
  EXPECT_EQ(choice.best.log_loss, *std::ranges::min_element(losses));
  EXPECT_EQ(hidden, (std::set{0, 64, 256}));
}

TEST_F(Choice, LooksAtTrainingClipsOnly) {
  const nlohmann::json expected = choice();
  sides_.valid = {};
  sides_.test = side(2);
  EXPECT_EQ(choice(), expected);
  sides_.train.features.spectrograms[3] = noise(20, 99);
  EXPECT_NE(choice(), expected);
}

TEST_F(Choice, JudgesByOtherArtists) {
  // Of each class one artist, who always trains.
  for (datasets::Clip& clip : sides_.train.clips) clip.artist = "artist of " + clip.label;
  const HeadChoice choice = choose().value();
  EXPECT_THAT(choice.trials, testing::IsEmpty());
  EXPECT_EQ(choice.best.head, Head());
  options_.group = datasets::GroupBy::kNone;
  EXPECT_THAT(choose()->trials, testing::Not(testing::IsEmpty()));
}

TEST_F(Choice, KeepsAWeightDecayThatIsGiven) {
  options_.recipe.weight_decay = 0.5;
  const HeadChoice choice = choose().value();
  EXPECT_THAT(choice.trials, SizeIs(3));
  EXPECT_THAT(choice.trials, Each(Field(&HeadTrial::weight_decay, 0.5)));
}

TEST_F(Choice, LeavesTheDecayOfABodyThatLearnsAlone) {
  options_.start.thawing = Thawing();
  EXPECT_THAT(choose()->trials, Each(Field(&HeadTrial::weight_decay, options_.recipe.decay())));
}

TEST_F(Choice, TriesNoDecayThatTakesMostOfAWeightAtOnce) {
  const auto decays_of_hidden = [&] {
    std::vector<double> decays;
    const HeadChoice choice = choose().value();
    for (const HeadTrial& trial : choice.trials) {
      if (trial.head.hidden > 0) decays.push_back(trial.weight_decay);
    }
    return decays;
  };
  options_.recipe.lr = 0.02;
  EXPECT_THAT(decays_of_hidden(), Each(testing::Le(5.0)));
  options_.recipe.lr = 0.2;
  EXPECT_THAT(decays_of_hidden(), Each(options_.recipe.decay()));
}

TEST_F(Choice, SaysHowFarTheBestCanBeBelieved) {
  const HeadChoice choice = choose().value();
  EXPECT_NE(choice.calibration.temperature, Calibration().temperature);
  EXPECT_GT(choice.calibration.temperature, 0.0);
}

TEST_F(Choice, DoesNotDependOnTheNumberOfThreads) {
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  const nlohmann::json expected = choice();
  omp_set_num_threads(3);
  EXPECT_EQ(choice(), expected);
  omp_set_num_threads(threads);
}

TEST_F(Choice, IsNoneWhereTheHeadIsGiven) {
  options_.start.head = Head{.hidden = 8};
  EXPECT_EQ(choose().has_value(), false);
  options_.start.head.reset();
  options_.start.body = nullptr;
  EXPECT_EQ(choose().has_value(), false);
}

}  // namespace
}  // namespace backbeat::apps
