// Losses: the gradient they write against a central difference of the loss they return.

#include <algorithm>
#include <cstdlib>

#include "nn/training/loss.h"
#include "tests/gradient/support.h"

namespace backbeat::nn {
namespace {

void expect_right_loss_gradient(std::size_t n, const LossFunction& loss) {
  Buffer f = random_numbers(n, 5);
  Buffer df(n);
  Buffer unused(n);
  loss(f, df);
  const double h = 1e-5;
  for (std::size_t i = 0; i < n; ++i) {
    const real kept = f[i];
    f[i] = kept + h;
    const double above = loss(f, unused);
    f[i] = kept - h;
    const double below = loss(f, unused);
    f[i] = kept;
    const double numeric = (above - below) / (2 * h);
    EXPECT_NEAR(df[i], numeric, kTolerance * std::max(std::abs(numeric), 1e-3)) << "logit " << i;
  }
}

const std::vector<int> kLabels{2, 0, 3};
const Buffer kWeights{0.5, 1.0, 2.0, 1.5};
const Buffer kSoft{0.1, 0.2, 0.3, 0.4, 0.7, 0.3, 0.0, 0.0, 0.25, 0.25, 0.25, 0.25};

TEST(CrossEntropyGradient, OfLabels) {
  expect_right_loss_gradient(12, [](auto f, auto df) { return CrossEntropy{}(f, kLabels, df); });
}

TEST(CrossEntropyGradient, WithSmoothingAndClassWeights) {
  const CrossEntropy loss{.label_smoothing = 0.1, .class_weights = kWeights};
  expect_right_loss_gradient(12, [&](auto f, auto df) { return loss(f, kLabels, df); });
}

TEST(CrossEntropyGradient, OfSoftTargets) {
  const CrossEntropy loss{.label_smoothing = 0.05, .class_weights = kWeights};
  expect_right_loss_gradient(12, [&](auto f, auto df) { return loss(f, kSoft, 4, df); });
}

TEST(MeanSquaredErrorGradient, OfTargets) {
  expect_right_loss_gradient(12, [](auto f, auto df) { return mean_squared_error(f, kSoft, df); });
}

TEST(CrossEntropyGradient, WithAnExampleWithoutALabel) {
  const CrossEntropy loss{.label_smoothing = 0.1, .class_weights = kWeights};
  expect_right_loss_gradient(12, [&](auto f, auto df) {
    return loss(f, std::vector<int>{2, -1, 3}, df);
  });
}

const Buffer kExampleWeights{0.5, 0.0, 2.0};

TEST(MeanSquaredErrorGradient, OfWeightedExamples) {
  expect_right_loss_gradient(12, [](auto f, auto df) {
    return mean_squared_error(f, SoftTargets{kSoft, kExampleWeights}, df);
  });
}

TEST(BinaryCrossEntropyGradient, OfWeightedExamples) {
  expect_right_loss_gradient(12, [](auto f, auto df) {
    return binary_cross_entropy(f, {kSoft, kExampleWeights}, df);
  });
}

}  // namespace
}  // namespace backbeat::nn
