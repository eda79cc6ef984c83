// Accuracy, intervals, F1, log loss and calibration against values worked out by hand.

#include "nn/metrics/metrics.h"

#include <limits>
#include <stdexcept>

#include <gmock/gmock.h>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

using testing::ElementsAre;

/// scikit-learn's example: truth 0 1 2 2 2, answers 0 0 2 2 1.
Evaluation example() {
  const Buffer p{0.8F, 0.1F, 0.1F,  //
                 0.6F, 0.3F, 0.1F,  //
                 0.1F, 0.2F, 0.7F,  //
                 0.2F, 0.2F, 0.6F,  //
                 0.0F, 0.9F, 0.1F};
  return evaluate(std::vector<int>{0, 1, 2, 2, 2}, p, 3, 2);
}

TEST(Metrics, CountsTruthByRowAndAnswerByColumn) {
  const Evaluation e = example();
  EXPECT_EQ(e.n, 5);
  EXPECT_DOUBLE_EQ(e.accuracy, 0.6);
  EXPECT_DOUBLE_EQ(e.majority_baseline, 0.6);
  EXPECT_THAT(e.confusion,
              ElementsAre(ElementsAre(1, 0, 0), ElementsAre(1, 0, 0), ElementsAre(0, 1, 2)));
}

TEST(Metrics, ScoresEachClass) {
  const Evaluation e = example();
  EXPECT_DOUBLE_EQ(e.per_class[0].precision, 0.5);
  EXPECT_DOUBLE_EQ(e.per_class[0].recall, 1.0);
  EXPECT_DOUBLE_EQ(e.per_class[0].f1, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(e.per_class[1].f1, 0.0);
  EXPECT_DOUBLE_EQ(e.per_class[2].precision, 1.0);
  EXPECT_DOUBLE_EQ(e.per_class[2].recall, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(e.per_class[2].f1, 0.8);
  EXPECT_EQ(e.per_class[2].support, 3);
  EXPECT_EQ(e.per_class[2].answered, 2);
  EXPECT_DOUBLE_EQ(e.macro_f1, (2.0 / 3.0 + 0.0 + 0.8) / 3.0);
}

TEST(Metrics, MacroF1LeavesOutClassesThatDoNotOccur) {
  const Buffer p{0.9F, 0.1F, 0.0F, 0.8F, 0.2F, 0.0F};
  const Evaluation e = evaluate(std::vector<int>{0, 1}, p, 3, 0);
  EXPECT_DOUBLE_EQ(e.macro_f1, (2.0 / 3.0 + 0.0) / 2.0) << "class 2 is neither true nor answered";
}

TEST(Metrics, BalancedAccuracyIsTheMeanRecallOfClassesThatOccurInTruth) {
  EXPECT_DOUBLE_EQ(example().balanced_accuracy, (1.0 + 0.0 + 2.0 / 3.0) / 3.0);
  // Class 2 is answered and never true: its recall counts for nothing.
  const Buffer p{1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, 1.0F, 0.0F};
  const Evaluation e = evaluate(std::vector<int>{0, 0, 1}, p, 3, 0);
  EXPECT_DOUBLE_EQ(e.balanced_accuracy, (0.5 + 1.0) / 2.0);
}

TEST(Metrics, MacroAverageCountsEveryClassThatOccursAlike) {
  const ClassScore macro = macro_average(example().per_class);
  EXPECT_DOUBLE_EQ(macro.precision, (0.5 + 0.0 + 1.0) / 3.0);
  EXPECT_DOUBLE_EQ(macro.recall, (1.0 + 0.0 + 2.0 / 3.0) / 3.0);
  EXPECT_EQ(macro.f1, example().macro_f1);
  EXPECT_EQ(macro.support, 5);
  EXPECT_EQ(macro.answered, 5);
  // The last class occurs nowhere, the one before only in answers.
  const std::vector<ClassScore> scores{
      {.precision = 0.5, .support = 1, .answered = 2}, {.answered = 1}, {}};
  EXPECT_DOUBLE_EQ(macro_average(scores).precision, 0.25);
  EXPECT_DOUBLE_EQ(macro_average({}).precision, 0.0);
}

TEST(Metrics, WeightedAverageCountsClassesByTheirSupport) {
  const ClassScore weighted = weighted_average(example().per_class);
  EXPECT_DOUBLE_EQ(weighted.precision, (1 * 0.5 + 1 * 0.0 + 3 * 1.0) / 5.0);
  EXPECT_DOUBLE_EQ(weighted.recall, example().accuracy);
  EXPECT_DOUBLE_EQ(weighted.f1, (1 * (2.0 / 3.0) + 1 * 0.0 + 3 * 0.8) / 5.0);
  EXPECT_EQ(weighted.support, 5);
  EXPECT_DOUBLE_EQ(weighted_average({}).f1, 0.0);
}

TEST(Metrics, MajorityBaselineMayDifferByExample) {
  const Buffer p{0.9F, 0.1F, 0.9F, 0.1F, 0.9F, 0.1F, 0.9F, 0.1F};
  const std::vector<int> truth{0, 0, 1, 1};
  const auto baseline = [&](const std::vector<int>& majority) {
    return evaluate(truth, p, 2, majority).majority_baseline;
  };
  EXPECT_DOUBLE_EQ(baseline({0, 0, 0, 0}), 0.5);
  EXPECT_DOUBLE_EQ(baseline({0, 0, 1, 0}), 0.75);
  EXPECT_DOUBLE_EQ(baseline({1, 1, 0, 0}), 0.0);
  EXPECT_THROW(baseline({0, 0, 0}), std::invalid_argument);
  EXPECT_THROW(baseline({0, 0, 0, 2}), std::invalid_argument);
}

TEST(Metrics, LogLossIsTheMeanAndClipsZero) {
  const Evaluation e = example();
  EXPECT_NEAR(e.log_loss,
              -(std::log(0.8) + std::log(0.3) + std::log(0.7) + std::log(0.6) + std::log(0.1)) / 5,
              1e-6);
  EXPECT_DOUBLE_EQ(evaluate(std::vector<int>{1}, Buffer{1, 0}, 2, 0).log_loss, -std::log(1e-15));
  EXPECT_DOUBLE_EQ(evaluate(std::vector<int>{0}, Buffer{1, 0}, 2, 0).log_loss, 0.0);
}

TEST(Metrics, Top2CountsTruthInSecondPlace) {
  EXPECT_DOUBLE_EQ(example().top2_accuracy, 1.0) << "0.6 of them in the first";
  const Buffer tie{0.4F, 0.3F, 0.3F};
  EXPECT_EQ(evaluate(std::vector<int>{1}, tie, 3, 0).top2_accuracy, 1.0);
  EXPECT_EQ(evaluate(std::vector<int>{2}, tie, 3, 0).top2_accuracy, 0.0);
}

TEST(Metrics, GivesATieToTheFirstClass) {
  EXPECT_EQ(answer_of(Buffer{0.2F, 0.4F, 0.4F}), 1);
  EXPECT_DOUBLE_EQ(evaluate(std::vector<int>{1}, Buffer{0.5F, 0.5F}, 2, 0).accuracy, 0.0);
}

TEST(Metrics, CountRightTakesEachRowsAnswer) {
  const std::vector<real> logits{-1, 2, 0, 3, 3, 1, 0, 0, 7};
  EXPECT_EQ(count_right(logits, std::vector{1, 0, 2}), 3);
  EXPECT_EQ(count_right(logits, std::vector{1, 1, 2}), 2);  // the first among equals
  EXPECT_EQ(count_right(logits, std::vector{1, 0, -1}), 2);
}

TEST(Metrics, CalibrationErrorWeighsTheGapOfEachBin) {
  // Three answers of confidence 0.75 (bin 11 of 15), two of them right; one of 1.0 (bin 14), wrong.
  const Buffer p{0.75F, 0.25F, 0.75F, 0.25F, 0.75F, 0.25F, 1.0F, 0.0F};
  const Evaluation e = evaluate(std::vector<int>{0, 0, 1, 1}, p, 2, 0);
  ASSERT_EQ(e.calibration.size(), 15U);
  EXPECT_EQ(e.calibration[11].n, 3);
  EXPECT_DOUBLE_EQ(e.calibration[11].confidence, 0.75);
  EXPECT_DOUBLE_EQ(e.calibration[11].accuracy, 2.0 / 3.0);
  EXPECT_EQ(e.calibration[14].n, 1);
  EXPECT_DOUBLE_EQ(e.ece, 0.75 * (0.75 - 2.0 / 3.0) + 0.25 * 1.0);
}

TEST(Metrics, CertainAndRightIsPerfect) {
  const Evaluation e = evaluate(std::vector<int>{0, 1}, Buffer{1, 0, 0, 1}, 2, 0);
  EXPECT_DOUBLE_EQ(e.accuracy, 1.0);
  EXPECT_DOUBLE_EQ(e.macro_f1, 1.0);
  EXPECT_DOUBLE_EQ(e.log_loss, 0.0);
  EXPECT_DOUBLE_EQ(e.ece, 0.0);
}

TEST(Metrics, NanShowsInLogLoss) {
  const real nan = std::numeric_limits<real>::quiet_NaN();
  EXPECT_TRUE(std::isnan(evaluate(std::vector<int>{0}, Buffer{nan, nan}, 2, 0).log_loss));
}

TEST(Metrics, OfNothingAreZero) {
  const Evaluation e = evaluate({}, {}, 2, 0);
  EXPECT_EQ(e.n, 0);
  EXPECT_DOUBLE_EQ(e.accuracy + e.macro_f1 + e.log_loss + e.ece + e.majority_baseline, 0.0);
  EXPECT_DOUBLE_EQ(e.accuracy_ci95.low, 0.0);
  EXPECT_DOUBLE_EQ(e.accuracy_ci95.high, 1.0);
}

TEST(Metrics, RefuseSizesAndClassesThatDoNotFit) {
  const Buffer p{0.5F, 0.5F};
  EXPECT_THROW(evaluate(std::vector<int>{0, 1}, p, 2, 0), std::invalid_argument);
  EXPECT_THROW(evaluate(std::vector<int>{2}, p, 2, 0), std::invalid_argument);
  EXPECT_THROW(evaluate(std::vector<int>{-1}, p, 2, 0), std::invalid_argument);
  EXPECT_THROW(evaluate(std::vector<int>{1}, p, 2, 2), std::invalid_argument);
}

TEST(WilsonInterval, HasTheTextbookValues) {
  // Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
  const auto expect = [](int successes, int n, double low, double high) {
    const Interval interval = wilson_ci95(successes, n);
    EXPECT_NEAR(interval.low, low, 5e-5);
    EXPECT_NEAR(interval.high, high, 5e-5);
  };
  expect(81, 263, 0.2553, 0.3662);
  expect(15, 148, 0.0624, 0.1605);
  expect(0, 20, 0.0, 0.1611);
  expect(1, 29, 0.0061, 0.1718);
}

TEST(WilsonInterval, IsSymmetricAndHoldsTheShare) {
  for (int n = 1; n <= 40; ++n) {
    for (int successes = 0; successes <= n; ++successes) {
      const Interval a = wilson_ci95(successes, n);
      const Interval b = wilson_ci95(n - successes, n);
      const double share = static_cast<double>(successes) / n;
      ASSERT_NEAR(a.low, 1.0 - b.high, 1e-12);
      ASSERT_LE(a.low, share + 1e-12);
      ASSERT_GE(a.high, share - 1e-12);
    }
  }
}

}  // namespace
}  // namespace backbeat::nn
