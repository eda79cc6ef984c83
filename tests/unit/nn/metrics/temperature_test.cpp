// Temperature scaling, by its properties.

#include "nn/metrics/temperature.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/metrics/metrics.h"
#include "nn/softmax.h"

namespace backbeat::nn {
namespace {

/// `n` clips of `windows` windows each, whose labels are drawn from the mean softmax of their
/// logits: calibrated at T = 1. The logits are then multiplied by `scale`.
ClipLogits calibrated(int n, int windows, double scale, unsigned seed = 1) {
  constexpr int kClasses = 4;
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0.0, 1.5);
  ClipLogits made{.classes = kClasses, .labels = std::vector<int>(static_cast<std::size_t>(n))};
  for (int i = 0; i < n * windows; ++i) {
    for (int k = 0; k < kClasses; ++k) made.logits.push_back(static_cast<real>(normal(generator)));
    made.clips.push_back(i / windows);
  }
  const std::vector<real> p = clip_probabilities(made, 1.0);
  for (std::size_t i = 0; i < made.labels.size(); ++i) {
    std::discrete_distribution<int> draw(
        p.begin() + static_cast<std::ptrdiff_t>(i * kClasses),
        p.begin() + static_cast<std::ptrdiff_t>((i + 1) * kClasses));
    made.labels[i] = draw(generator);
  }
  for (real& logit : made.logits) logit *= static_cast<real>(scale);
  return made;
}

double log_loss(const ClipLogits& windows, double temperature) {
  return evaluate(windows.labels, clip_probabilities(windows, temperature), windows.classes, 0)
      .log_loss;
}

/// One window a clip; the right class leads by `lead`.
ClipLogits all_right(int n, float lead) {
  ClipLogits made{.classes = 3};
  for (int i = 0; i < n; ++i) {
    made.labels.push_back(0);
    made.clips.push_back(i);
    made.logits.insert(made.logits.end(), {lead, 0.0F, 0.0F});
  }
  return made;
}

TEST(Calibration, ProbabilitiesAreTheMeanOfTheWindowsSoftmax) {
  const ClipLogits windows{
      .classes = 2, .labels = {0, 1}, .logits = {1, 0, 4, 2, 0, 3}, .clips = {1, 0, 1}};
  const double t = 2.0;
  const auto sigmoid = [&](double f) { return 1.0 / (1.0 + std::exp(-f / t)); };
  const std::vector<real> p = clip_probabilities(windows, t);
  ASSERT_EQ(p.size(), 4U);
  EXPECT_NEAR(p[0], sigmoid(2.0), 1e-6);
  EXPECT_NEAR(p[2], 0.5 * (sigmoid(1.0) + sigmoid(-3.0)), 1e-6);
  EXPECT_NEAR(p[2] + p[3], 1.0, 1e-6);
}

TEST(Calibration, LeavesCalibratedLogitsNearlyAlone) {
  EXPECT_NEAR(fit_temperature(calibrated(2000, 1, 1.0)), 1.0, 0.1);
  EXPECT_NEAR(fit_temperature(calibrated(2000, 3, 1.0)), 1.0, 0.1);
}

TEST(Calibration, ScalingTheLogitsScalesTheTemperature) {
  for (const int windows : {1, 3}) {
    const double plain = fit_temperature(calibrated(300, windows, 1.0));
    for (const double scale : {0.25, 2.0, 4.0}) {
      EXPECT_NEAR(fit_temperature(calibrated(300, windows, scale)), scale * plain, 1e-3 * scale);
    }
  }
}

TEST(Calibration, CoolsOverconfidentLogitsAndLowersTheirLogLoss) {
  const ClipLogits windows = calibrated(500, 2, 5.0);
  const double t = fit_temperature(windows);
  EXPECT_GT(t, 3.0);
  EXPECT_LT(log_loss(windows, t), log_loss(windows, 1.0));
  const ClipLogits unseen = calibrated(500, 2, 5.0, 2);
  EXPECT_LT(log_loss(unseen, t), log_loss(unseen, 1.0));
}

TEST(Calibration, NoOtherTemperatureIsBetter) {
  for (const double scale : {0.5, 1.0, 3.0}) {
    const ClipLogits windows = calibrated(2000, 2, scale);
    const double t = fit_temperature(windows);
    for (const double factor : {0.1, 0.5, 0.9, 1.1, 2.0, 10.0}) {
      EXPECT_LE(log_loss(windows, t), log_loss(windows, factor * t)) << factor;
    }
  }
}

TEST(Calibration, ClipsOfMoreWeightDecideMore) {
  // The same clips at T = 1 and, one in four, at T = 3.
  ClipLogits windows = calibrated(600, 1, 1.0);
  const ClipLogits hot = calibrated(200, 1, 3.0, 2);
  for (const int clip : hot.clips) windows.clips.push_back(600 + clip);
  windows.labels.insert(windows.labels.end(), hot.labels.begin(), hot.labels.end());
  windows.logits.insert(windows.logits.end(), hot.logits.begin(), hot.logits.end());
  const double alike = fit_temperature(windows);
  windows.weights.assign(800, 2.0);
  EXPECT_DOUBLE_EQ(fit_temperature(windows), alike);
  std::fill(windows.weights.begin() + 600, windows.weights.end(), 1e6);
  EXPECT_NEAR(fit_temperature(windows), fit_temperature(hot), 0.05) << "n of the targets differs";
  windows.weights.pop_back();
  EXPECT_THROW(fit_temperature(windows), std::invalid_argument);
}

TEST(Calibration, StaysWithinItsBounds) {
  EXPECT_DOUBLE_EQ(fit_temperature(calibrated(300, 1, 100.0)), kHighestTemperature);
  EXPECT_DOUBLE_EQ(fit_temperature(calibrated(300, 1, 0.01)), kLowestTemperature);
}

TEST(Calibration, FewRightAnswersDoNotProveCertainty) {
  // n of n right: the rule of succession believes (n + 1) / (n + 2).
  for (const int n : {1, 2, 10}) {
    const ClipLogits windows = all_right(n, 2.0F);
    const auto p = clip_probabilities(windows, fit_temperature(windows));
    EXPECT_NEAR(p[0], (n + 1.0) / (n + 2.0), 1e-3) << n;
  }
}

TEST(Calibration, IsOneWhereNothingTells) {
  EXPECT_EQ(fit_temperature({.classes = 3}), 1.0);
  EXPECT_EQ(fit_temperature(all_right(5, 0.0F)), 1.0);
  EXPECT_EQ(fit_temperature({.classes = 1, .labels = {0}, .logits = {3}, .clips = {0}}), 1.0);
}

TEST(Calibration, SurvivesAnswersThatAreWrongAndCertain) {
  const ClipLogits windows{
      .classes = 2, .labels = {1, 1}, .logits = {1000, -1000, 1000, -1000}, .clips = {0, 1}};
  EXPECT_DOUBLE_EQ(fit_temperature(windows), kHighestTemperature);
}

TEST(Calibration, RefusesWhatDoesNotFitTogether) {
  const auto refused = [](const ClipLogits& windows) {
    EXPECT_THROW(fit_temperature(windows), std::invalid_argument);
    EXPECT_THROW(clip_probabilities(windows, 1.0), std::invalid_argument);
  };
  refused({.classes = 2, .labels = {0}, .logits = {1, 2, 3}, .clips = {0}});
  refused({.classes = 2, .labels = {0}, .logits = {1, 2}, .clips = {1}});
  refused({.classes = 2, .labels = {0, 1}, .logits = {1, 2}, .clips = {0}});
  refused({.classes = 2, .labels = {2}, .logits = {1, 2}, .clips = {0}});
}

}  // namespace
}  // namespace backbeat::nn
