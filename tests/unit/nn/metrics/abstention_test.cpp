// The confidence below which no answer is given.

#include "nn/metrics/abstention.h"

#include <algorithm>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace backbeat::nn {
namespace {

/// Two classes; every answer is class 0, right where the truth is.
struct Answers {
  std::vector<int> truth;
  std::vector<real> probabilities;

  void add(int n, real confidence, bool right) {
    for (int i = 0; i < n; ++i) {
      truth.push_back(right ? 0 : 1);
      probabilities.insert(probabilities.end(), {confidence, 1 - confidence});
    }
  }
  Abstention choose(double precision) const {
    return choose_threshold(precision, truth, probabilities, 2);
  }
};

TEST(Abstention, ThresholdMayDifferByExample) {
  const std::vector<real> p{0.6F, 0.4F, 0.6F, 0.4F, 0.9F, 0.1F};
  const std::vector<int> truth{0, 1, 0};
  const Abstention result = abstain_below(std::vector{0.5, 0.7, 0.9}, truth, p, 2);
  EXPECT_DOUBLE_EQ(result.threshold, 0.7);
  EXPECT_DOUBLE_EQ(result.answered, 1.0 / 3.0) << "0.9F is a little less than 0.9";
  EXPECT_DOUBLE_EQ(result.precision, 1.0);
  EXPECT_THROW(abstain_below(std::vector{0.5}, truth, p, 2), std::invalid_argument);
}

TEST(Abstention, CountsTheAnswersFromTheThresholdOn) {
  Answers answers;
  answers.add(3, 0.875F, true);
  answers.add(1, 0.75F, false);
  answers.add(4, 0.625F, false);
  const Abstention result = abstain_below(0.75, answers.truth, answers.probabilities, 2);
  EXPECT_EQ(result.threshold, 0.75);
  EXPECT_DOUBLE_EQ(result.answered, 0.5);
  EXPECT_DOUBLE_EQ(result.precision, 0.75);
}

TEST(Abstention, OfNothingIsNothing) {
  const Abstention none = abstain_below(0.5, {}, {}, 2);
  EXPECT_EQ(none.answered, 0.0);
  EXPECT_EQ(none.precision, 0.0);
  EXPECT_EQ(choose_threshold(0.9, {}, {}, 2).threshold, 0.0);
}

TEST(Abstention, TakesTheSmallestThresholdThatIsPreciseEnough) {
  Answers answers;
  answers.add(20, 0.875F, true);
  answers.add(2, 0.75F, false);  // 20 of 22
  answers.add(5, 0.625F, false);
  const Abstention chosen = answers.choose(0.9);
  EXPECT_EQ(chosen.threshold, 0.6875) << "halfway from 0.75 to 0.625";
  EXPECT_DOUBLE_EQ(chosen.precision, 20.0 / 22.0);
  EXPECT_DOUBLE_EQ(chosen.answered, 22.0 / 27.0);
  EXPECT_EQ(answers.choose(0.95).threshold, 0.8125);
}

TEST(Abstention, SharesAreThoseOfTheWeights) {
  Answers answers;
  answers.add(10, 0.875F, true);
  answers.add(10, 0.75F, false);
  std::vector<double> weights(20, 1.0);
  EXPECT_EQ(answers.choose(0.9).threshold, 0.8125);
  std::fill(weights.begin(), weights.begin() + 10, 9.0);  // 90 of 100 are then right
  const Abstention chosen = choose_threshold(0.9, answers.truth, answers.probabilities, 2, weights);
  EXPECT_EQ(chosen.threshold, 0.0);
  EXPECT_DOUBLE_EQ(chosen.answered, 1.0);
  EXPECT_DOUBLE_EQ(chosen.precision, 0.9);
  weights.pop_back();
  EXPECT_THROW(choose_threshold(0.9, answers.truth, answers.probabilities, 2, weights),
               std::invalid_argument);
}

TEST(Abstention, PrecisionMayBeMetExactly) {
  Answers answers;
  answers.add(9, 0.875F, true);
  answers.add(1, 0.75F, false);
  answers.add(9, 0.625F, false);
  EXPECT_EQ(answers.choose(0.9).threshold, 0.6875);
}

TEST(Abstention, EqualConfidencesAreAnsweredTogether) {
  Answers answers;
  answers.add(12, 0.75F, true);
  answers.add(12, 0.75F, false);
  answers.add(1, 0.625F, false);
  EXPECT_EQ(answers.choose(0.9).threshold, 0.6875) << "the best there is: 12 of 24";
}

TEST(Abstention, AnswersEverythingWhereThatIsPreciseEnough) {
  Answers answers;
  answers.add(19, 0.875F, true);
  answers.add(1, 0.625F, false);
  const Abstention chosen = answers.choose(0.9);
  EXPECT_EQ(chosen.threshold, 0.0);
  EXPECT_EQ(chosen.answered, 1.0);
}

TEST(Abstention, WantsTenAnswersBeforeItBelievesThem) {
  Answers answers;
  answers.add(9, 0.875F, true);  // perfect, but 9 only
  answers.add(11, 0.75F, false);
  answers.add(10, 0.625F, true);
  EXPECT_EQ(answers.choose(0.9).threshold, 0.0) << "19 of 30, against 9 of 20";
  Answers few;
  few.add(4, 0.875F, true);
  few.add(4, 0.75F, false);
  EXPECT_EQ(few.choose(0.9).threshold, 0.0);
}

TEST(Abstention, TakesTheBestPrecisionWhereNoneIsEnough) {
  Answers answers;
  answers.add(8, 0.875F, true);
  answers.add(4, 0.75F, false);  // 8 of 12
  answers.add(4, 0.625F, true);  // 12 of 18, the same
  answers.add(2, 0.625F, false);
  answers.add(10, 0.5625F, false);
  const Abstention chosen = answers.choose(0.99);
  EXPECT_EQ(chosen.threshold, 0.59375) << "the smallest among equals";
  EXPECT_DOUBLE_EQ(chosen.precision, 12.0 / 18.0);
}

TEST(Abstention, MoreAnswersWouldNotBePreciseEnough) {
  std::mt19937 generator(1);
  std::uniform_real_distribution<real> uniform(0.5F, 1.0F);
  Answers answers;
  for (int i = 0; i < 500; ++i) {
    const real confidence = uniform(generator);
    answers.add(1, confidence, uniform(generator) < confidence);
  }
  const Abstention chosen = answers.choose(0.7);
  EXPECT_GE(chosen.precision, 0.7);
  EXPECT_GT(chosen.threshold, 0.5);
  for (double t = 0.5; t < chosen.threshold; t += 0.001) {
    const Abstention more = abstain_below(t, answers.truth, answers.probabilities, 2);
    if (more.answered == chosen.answered) continue;
    EXPECT_LT(more.precision, 0.7) << t;
  }
}

TEST(Abstention, RefusesSizesThatDoNotFit) {
  const std::vector<int> truth{0, 1};
  const std::vector<real> probabilities{1, 0};
  EXPECT_THROW(choose_threshold(0.9, truth, probabilities, 2), std::invalid_argument);
  EXPECT_THROW(abstain_below(0.9, truth, probabilities, 2), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::nn
