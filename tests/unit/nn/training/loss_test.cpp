// Losses against values computed by hand.

#include "nn/training/loss.h"

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

/// Logits whose softmax is 0.1, 0.2, 0.7 in each of two rows, the second shifted by a constant.
Buffer logits() {
  Buffer f;
  for (const double shift : {0.0, 5.0}) {
    for (const double p : {0.1, 0.2, 0.7}) f.push_back(static_cast<real>(std::log(p) + shift));
  }
  return f;
}

TEST(CrossEntropy, OfLabelsIsMinusLogOfTheirProbability) {
  Buffer df(6);
  const double loss = CrossEntropy{}(logits(), std::vector<int>{1, 2}, df);
  EXPECT_NEAR(loss, (-std::log(0.2) - std::log(0.7)) / 2, 1e-6);
  expect_close(df, {0.05, -0.4, 0.35, 0.05, 0.1, -0.15});  // (p - y) / 2
}

TEST(CrossEntropy, OfEqualLogitsIsTheLogOfTheClassCount) {
  Buffer df(4);
  EXPECT_DOUBLE_EQ(CrossEntropy{}(Buffer{3, 3, 3, 3}, std::vector<int>{0}, df), std::log(4.0));
  expect_same_bits(df, Buffer{-0.75F, 0.25F, 0.25F, 0.25F});
}

TEST(CrossEntropy, DoesNotOverflowOnExtremeLogits) {
  Buffer df(2);
  EXPECT_DOUBLE_EQ(CrossEntropy{}(Buffer{1e30F, -1e30F}, std::vector<int>{0}, df), 0.0);
  expect_same_bits(df, Buffer{0, 0});
  EXPECT_NEAR(CrossEntropy{}(Buffer{1e4F, -1e4F}, std::vector<int>{1}, df), 2e4, 1e-9);
  expect_same_bits(df, Buffer{1, -1});
}

TEST(CrossEntropy, LabelSmoothingMovesAShareToAllClasses) {
  Buffer df(6);
  const CrossEntropy loss{.label_smoothing = 0.3};
  // Targets 0.1, 0.8, 0.1.
  const double expected = -(0.1 * std::log(0.1) + 0.8 * std::log(0.2) + 0.1 * std::log(0.7));
  EXPECT_NEAR(loss(logits(), std::vector<int>{1, 1}, df), expected, 1e-6);
  expect_close(df, {0.0, -0.3, 0.3, 0.0, -0.3, 0.3});
}

TEST(CrossEntropy, ClassWeightsWeighExamplesAndTheirMean) {
  const Buffer weights{1, 2, 4};
  Buffer df(6);
  const CrossEntropy loss{.class_weights = weights};
  EXPECT_NEAR(loss(logits(), std::vector<int>{1, 2}, df),
              (-2 * std::log(0.2) - 4 * std::log(0.7)) / 6, 1e-6);
  expect_close(df, {0.2 / 6, -1.6 / 6, 1.4 / 6, 0.4 / 6, 0.8 / 6, -1.2 / 6});
}

TEST(CrossEntropy, EqualClassWeightsOfAnySizeChangeNothing) {
  const Buffer weights{3, 3, 3};
  const std::vector<int> labels{0, 2};
  Buffer plain(6);
  Buffer weighted(6);
  const double expected = CrossEntropy{.label_smoothing = 0.1}(logits(), labels, plain);
  const CrossEntropy loss{.label_smoothing = 0.1, .class_weights = weights};
  EXPECT_NEAR(loss(logits(), labels, weighted), expected, 1e-12);
  expect_close(weighted, std::vector<double>(plain.begin(), plain.end()));
}

TEST(CrossEntropy, OfOneHotTargetsEqualsThatOfLabels) {
  const Buffer one_hot{0, 1, 0, 0, 0, 1};
  Buffer of_labels(6);
  Buffer of_targets(6);
  for (const double smoothing : {0.0, 0.2}) {
    const CrossEntropy loss{.label_smoothing = smoothing};
    EXPECT_DOUBLE_EQ(loss(logits(), one_hot, 3, of_targets),
                     loss(logits(), std::vector<int>{1, 2}, of_labels));
    expect_same_bits(of_targets, of_labels);
  }
}

TEST(CrossEntropy, OfItsOwnSoftmaxHasNoGradient) {
  const Buffer soft{0.1F, 0.2F, 0.7F, 0.1F, 0.2F, 0.7F};
  Buffer df(6);
  const double entropy = -(0.1 * std::log(0.1) + 0.2 * std::log(0.2) + 0.7 * std::log(0.7));
  EXPECT_NEAR(CrossEntropy{}(logits(), soft, 3, df), entropy, 1e-6);
  for (const real value : df) EXPECT_NEAR(value, 0.0, 1e-7);
}

TEST(MeanSquaredError, IsTheMeanOverAllOutputs) {
  Buffer df(4);
  EXPECT_DOUBLE_EQ(mean_squared_error(Buffer{1, 2, 3, 4}, Buffer{1, 0, 3, 8}, df),
                   (4.0 + 16.0) / 4.0);
  expect_same_bits(df, Buffer{0, 1, 0, -2});  // 2 (f - y) / 4
}

TEST(CrossEntropy, ExamplesWithoutALabelWeighNothing) {
  Buffer f = logits();
  f.insert(f.begin() + 3, {9.0F, -4.0F, 1.0F});  // between the two
  for (const double smoothing : {0.0, 0.2}) {
    const CrossEntropy loss{.label_smoothing = smoothing};
    Buffer df(6);
    const double expected = loss(logits(), std::vector<int>{1, 2}, df);
    Buffer all(9, 7.0F);
    EXPECT_DOUBLE_EQ(loss(f, std::vector<int>{1, -1, 2}, all), expected);
    const std::vector<double> with_gap{df[0], df[1], df[2], 0, 0, 0, df[3], df[4], df[5]};
    expect_close(all, with_gap, 1e-12);
    std::ranges::fill(all, 7.0F);
    EXPECT_DOUBLE_EQ(loss(f, Buffer{0, 1, 0, 0, 0, 0, 0, 0, 1}, 3, all), expected);
    expect_close(all, with_gap, 1e-12);
  }
}

TEST(CrossEntropy, OfNoLabelAtAllIsNothing) {
  Buffer df(6, 7.0F);
  EXPECT_EQ(CrossEntropy{}(logits(), std::vector<int>{-1, -1}, df), 0.0);
  expect_same_bits(df, Buffer(6));
  std::ranges::fill(df, 7.0F);
  EXPECT_EQ(CrossEntropy{}(logits(), Buffer(6), 3, df), 0.0);
  expect_same_bits(df, Buffer(6));
}

TEST(MeanSquaredError, WeighsExamples) {
  Buffer df(6, 7.0F);
  const Buffer f{1, 2, 8, 8, 5, 6};
  const Buffer y{0, 0, 1, 1, 5, 5};
  const Buffer w{1, 0, 3};
  EXPECT_DOUBLE_EQ(mean_squared_error(f, SoftTargets{y, w}, df), (1.0 + 4.0 + 3 * 1.0) / (2 * 4));
  expect_close(df, {2.0 / 8, 4.0 / 8, 0, 0, 0, 6.0 / 8});
}

TEST(BinaryCrossEntropy, IsTheMeanOverAllQuestions) {
  const auto logit = [](double p) { return static_cast<real>(std::log(p / (1 - p))); };
  Buffer df(4);
  const double loss = binary_cross_entropy(Buffer{logit(0.2), logit(0.9), logit(0.5), logit(0.7)},
                                           {.values = Buffer{0, 1, 0.25F, 0.7F}}, df);
  const double entropy = -0.7 * std::log(0.7) - 0.3 * std::log(0.3);
  EXPECT_NEAR(loss, (-std::log(0.8) - std::log(0.9) + std::log(2.0) + entropy) / 4, 1e-6);
  expect_close(df, {0.2 / 4, -0.1 / 4, 0.25 / 4, 0.0}, 1e-6);
}

TEST(BinaryCrossEntropy, WeighsExamples) {
  Buffer df(4, 7.0F);
  const Buffer f{5, 5, 0, 0};
  const Buffer y{1, 0, 1, 1};
  const Buffer w{0, 2};
  EXPECT_NEAR(binary_cross_entropy(f, {y, w}, df), std::log(2.0), 1e-7);
  expect_close(df, {0, 0, -0.25, -0.25});
  const Buffer none(2);
  EXPECT_EQ(binary_cross_entropy(f, {y, none}, df), 0.0);
  expect_same_bits(df, Buffer(4));
}

TEST(BinaryCrossEntropy, DoesNotOverflowOnExtremeLogits) {
  Buffer df(4);
  const double loss =
      binary_cross_entropy(Buffer{1e30F, -1e30F, 1e4F, -1e4F}, {.values = Buffer{1, 0, 0, 1}}, df);
  EXPECT_NEAR(loss, 2e4 / 4, 1e-9);
  expect_same_bits(df, Buffer{0, 0, 0.25F, -0.25F});
}

}  // namespace
}  // namespace backbeat::nn
