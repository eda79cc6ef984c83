// Batch normalisation: moments of the batch in training, running ones in evaluation.

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

constexpr const char* kText = "input 3 4 5\n f batch_norm";
constexpr std::size_t kBatch = 6;
constexpr std::size_t kChannels = 3;
constexpr std::size_t kPlane = 20;
constexpr double kCount = kBatch * kPlane;

/// Position of pixel `i` of channel `c` of example `n`.
std::size_t at(std::size_t n, std::size_t c, std::size_t i) {
  return (n * kChannels + c) * kPlane + i;
}

struct Moments {
  double mean = 0.0;
  double variance = 0.0;  ///< biased
};

Moments moments(std::span<const real> x, std::size_t c) {
  Moments m;
  for (std::size_t k = 0; k < kBatch * kPlane; ++k) {
    m.mean += static_cast<double>(x[at(k / kPlane, c, k % kPlane)]) / kCount;
  }
  for (std::size_t k = 0; k < kBatch * kPlane; ++k) {
    const double d = static_cast<double>(x[at(k / kPlane, c, k % kPlane)]) - m.mean;
    m.variance += d * d / kCount;
  }
  return m;
}

/// Numbers with another mean and scale in each channel.
Buffer uneven_numbers() {
  Buffer x = random_numbers(kBatch * kChannels * kPlane, 8);
  for (std::size_t k = 0; k < x.size(); ++k) {
    const auto c = static_cast<real>(k / kPlane % kChannels);
    x[k] = x[k] * (1 + 3 * c) + 10 * c - 4;
  }
  return x;
}

TEST(BatchNorm, MakesEachChannelStandardInTraining) {
  const Network network = Network::parse(kText);
  const Parameters parameters = network.initialise(1);  // gamma 1, beta 0
  Workspace workspace(network, {.max_batch = kBatch});
  const Shape shape = network.input_shape();
  const Buffer x = channels_last(uneven_numbers(), shape);
  const Buffer y =
      channels_first(network.forward(parameters, workspace, x, kBatch, Mode::kTrain), shape);
  for (std::size_t c = 0; c < kChannels; ++c) {
    const Moments m = moments(y, c);
    EXPECT_NEAR(m.mean, 0.0, 1e-5);
    EXPECT_NEAR(m.variance, 1.0, 1e-4);
  }
}

TEST(BatchNorm, EqualsItsDefinitionInBothModes) {
  for (const Mode mode : {Mode::kTrain, Mode::kEvaluate}) {
    const BothPasses run = run_both(kText, kBatch, mode, uneven_numbers());
    std::vector<double> y(run.y.size());
    for (std::size_t c = 0; c < kChannels; ++c) {
      // Running statistics begin at mean 0, variance 1.
      const Moments m =
          mode == Mode::kTrain ? moments(run.x, c) : Moments{.mean = 0.0, .variance = 1.0};
      const auto gamma = static_cast<double>(run.parameters.phi[c]);
      const auto beta = static_cast<double>(run.parameters.phi[kChannels + c]);
      for (std::size_t k = 0; k < kBatch * kPlane; ++k) {
        const std::size_t i = at(k / kPlane, c, k % kPlane);
        y[i] =
            gamma * (static_cast<double>(run.x[i]) - m.mean) / std::sqrt(m.variance + 1e-5) + beta;
      }
    }
    expect_close(run.y, y);
  }
}

TEST(BatchNorm, AddsItsEpsilonToTheVariance) {
  // Running statistics begin at mean 0, variance 1.
  const std::string text = "input 1 1 2\n f batch_norm epsilon 0.5625";
  const BothPasses plain = run_both("input 1 1 2\n f batch_norm", 1, Mode::kEvaluate);
  const BothPasses run = run_both(text, 1, Mode::kEvaluate);
  const auto beta = static_cast<double>(run.parameters.phi[1]);
  const double scale = std::sqrt((1 + 1e-5) / 1.5625);
  std::vector<double> expected;
  for (const real y : plain.y) {
    expected.push_back((static_cast<double>(y) - beta) * scale + beta);
  }
  expect_close(run.y, expected);
}

TEST(BatchNorm, SurvivesAMeanFarFromZero) {
  // E[x^2] - E[x]^2 would lose the variance entirely at this offset.
  Buffer x = random_numbers(64, 1);
  for (real& value : x) value = 4096 + value;
  const Buffer y = run_forward("input 1 8 8\n f batch_norm", x, 1);
  const Buffer centred = run_forward("input 1 8 8\n f batch_norm", random_numbers(64, 1), 1);
  for (std::size_t k = 0; k < y.size(); ++k) EXPECT_NEAR(y[k], centred[k], 2e-3);
}

TEST(BatchNorm, RunningStatisticsMoveByATenthTowardsTheUnbiasedOnes) {
  const Network network = Network::parse(kText);
  Parameters parameters = network.initialise(1);
  Workspace workspace(network, {.max_batch = kBatch});
  const Buffer x = uneven_numbers();
  const Buffer pixels = channels_last(x, network.input_shape());
  for (int step = 0; step < 2; ++step) {
    network.forward(parameters, workspace, pixels, kBatch, Mode::kTrain);
    network.update_state(workspace, parameters);
  }
  for (std::size_t c = 0; c < kChannels; ++c) {
    const Moments m = moments(x, c);
    const double unbiased = m.variance * kCount / (kCount - 1.0);
    // Twice (1 - 0.1) of the old and 0.1 of the new.
    EXPECT_NEAR(parameters.state[c], 0.19 * m.mean, 1e-4);
    EXPECT_NEAR(parameters.state[kChannels + c], 0.81 * 1.0 + 0.19 * unbiased, 1e-3);
  }
}

TEST(BatchNorm, ForwardAloneLeavesTheRunningStatistics) {
  const BothPasses run = run_both(kText, kBatch);
  EXPECT_EQ(run.parameters.state, Network::parse(kText).initialise(1).state);
}

TEST(BatchNorm, InEvaluationAnExampleDoesNotDependOnItsBatch) {
  const Buffer x = uneven_numbers();
  const Buffer together = run_forward(kText, x, kBatch, Mode::kEvaluate);
  const std::size_t size = kChannels * kPlane;
  const Buffer alone = run_forward(kText, Buffer(x.end() - size, x.end()), 1, Mode::kEvaluate);
  expect_same_bits(std::span(together).last(size), alone);
}

TEST(BatchNorm, OfOneValueAChannelGivesTheShift) {
  const BothPasses run = run_both("input 2 1 1\n f batch_norm", 1);
  expect_same_bits(run.y, Buffer{run.parameters.phi[2], run.parameters.phi[3]});
  for (const real value : run.dx) EXPECT_EQ(value, 0);
}

}  // namespace
}  // namespace backbeat::nn
