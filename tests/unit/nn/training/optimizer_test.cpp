// Optimisers against steps computed by hand.

#include "nn/training/optimizer.h"

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

/// Two weights, which decay, and a bias, which does not.
class OptimizerTest : public testing::Test {
 protected:
  /// Three steps with rate 0.1 from phi = start; every element has gradient 1, 3, -2 in turn.
  std::vector<std::vector<double>> steps(Optimizer& optimizer, real start) {
    Buffer phi(network_.phi_size(), start);
    std::vector<std::vector<double>> path;
    for (const real gradient : {1.0F, 3.0F, -2.0F}) {
      const Buffer d_phi(phi.size(), gradient);
      optimizer.step(phi, d_phi, 0.1);
      path.push_back(
          {static_cast<double>(phi[0]), static_cast<double>(phi[1]), static_cast<double>(phi[2])});
    }
    return path;
  }

  static void expect_path(const std::vector<std::vector<double>>& path,
                          const std::vector<double>& weight, const std::vector<double>& bias) {
    for (std::size_t t = 0; t < 3; ++t) {
      EXPECT_NEAR(path[t][0], weight[t], 1e-6) << "weight 0, step " << t + 1;
      EXPECT_NEAR(path[t][1], weight[t], 1e-6) << "weight 1, step " << t + 1;
      EXPECT_NEAR(path[t][2], bias[t], 1e-6) << "bias, step " << t + 1;
    }
  }

  std::unique_ptr<Optimizer> sgd(const SgdOptions& options) {
    return make_sgd(options, network_.phi_size(), network_.parameters());
  }
  std::unique_ptr<Optimizer> adamw(const AdamWOptions& options) {
    return make_adamw(options, network_.phi_size(), network_.parameters());
  }

  Network network_ = Network::parse("input 2 1 1\n f linear 1");
};

TEST_F(OptimizerTest, PlainSgd) {
  // 2 - 0.1, - 0.3, + 0.2
  expect_path(steps(*sgd({.momentum = 0.0}), 2), {1.9, 1.6, 1.8}, {1.9, 1.6, 1.8});
}

TEST_F(OptimizerTest, Momentum) {
  // m = 1, 0.5 + 3 = 3.5, 1.75 - 2 = -0.25
  expect_path(steps(*sgd({.momentum = 0.5}), 2), {1.9, 1.55, 1.575}, {1.9, 1.55, 1.575});
}

TEST_F(OptimizerTest, NesterovMomentum) {
  // g + 0.5 m = 1.5, 4.75, -2.125
  const std::vector<double> path{1.85, 1.375, 1.5875};
  expect_path(steps(*sgd({.momentum = 0.5, .nesterov = true}), 2), path, path);
}

TEST_F(OptimizerTest, SgdDecaysWeightsOnly) {
  // g = 1 + 0.5 * 2 = 2 -> 1.8; 3 + 0.9 = 3.9 -> 1.41; -2 + 0.705 = -1.295 -> 1.5395
  expect_path(steps(*sgd({.momentum = 0.0, .weight_decay = 0.5}), 2), {1.8, 1.41, 1.5395},
              {1.9, 1.6, 1.8});
}

TEST_F(OptimizerTest, RangesHaveRatesOfTheirOwn) {
  // The weights are phi[0] and phi[1]; their decay is scaled too.
  const std::size_t n = network_.phi_size();
  const std::vector<RateRange> rates{{.begin = 0, .end = 1, .factor = 0.0},
                                     {.begin = 1, .end = 2, .factor = 0.5},
                                     {.begin = 2, .end = n}};
  const auto steps_of = [&](Optimizer& optimizer, double rate) {
    Buffer phi(n, 2.0F);
    const Buffer d_phi(n, 1.0F);
    for (int step = 0; step < 3; ++step) optimizer.step(phi, d_phi, rate);
    return phi;
  };
  const SgdOptions sgd_options{.weight_decay = 0.5};
  const AdamWOptions adamw_options{.weight_decay = 0.5};
  const auto slices = std::span<const TensorSlice>(network_.parameters());
  for (const bool is_adamw : {false, true}) {
    const auto make = [&](std::vector<RateRange> with) {
      return is_adamw ? make_adamw(adamw_options, n, slices, std::move(with))
                      : make_sgd(sgd_options, n, slices, std::move(with));
    };
    const Buffer found = steps_of(*make(rates), 0.1);
    EXPECT_EQ(found[0], 2.0F);
    EXPECT_EQ(found[1], steps_of(*make({}), 0.05)[1]);
    EXPECT_EQ(found[2], steps_of(*make({}), 0.1)[2]);
  }
}

TEST_F(OptimizerTest, AdamWCorrectsTheBiasOfItsMoments) {
  // t = 1: m / 0.1 = 1, v / 0.001 = 1: a step of 0.1 whatever the gradient's size.
  // t = 2: m = 0.09 + 0.3 = 0.39, / 0.19; v = 0.000999 + 0.009 = 0.009999, / 0.001999.
  // t = 3: m = 0.351 - 0.2 = 0.151, / 0.271; v = 0.009989001 + 0.004 = 0.013989001, / 0.002997001.
  const double second = 1.9 - 0.1 * (0.39 / 0.19) / std::sqrt(0.009999 / 0.001999);
  const double third = second - 0.1 * (0.151 / 0.271) / std::sqrt(0.013989001 / 0.002997001);
  const std::vector<double> path{1.9, second, third};
  expect_path(steps(*adamw({.weight_decay = 0.0}), 2), path, path);
}

TEST_F(OptimizerTest, AdamWDecaysWeightsOnlyAndApartFromTheGradient) {
  // phi (1 - 0.1 * 0.5) before the same step as without decay.
  const double second_step = 0.1 * (0.39 / 0.19) / std::sqrt(0.009999 / 0.001999);
  const double third_step = 0.1 * (0.151 / 0.271) / std::sqrt(0.013989001 / 0.002997001);
  const double w1 = 2 * 0.95 - 0.1;
  const double w2 = w1 * 0.95 - second_step;
  expect_path(steps(*adamw({.weight_decay = 0.5}), 2), {w1, w2, w2 * 0.95 - third_step},
              {1.9, 1.9 - second_step, 1.9 - second_step - third_step});
}

TEST_F(OptimizerTest, StateAndStepsAreAllThatACheckpointNeeds) {
  for (const bool adam : {false, true}) {
    const auto make = [&] { return adam ? adamw({}) : sgd({}); };
    const auto original = make();
    Buffer phi(network_.phi_size(), real{1});
    const Buffer d_phi = random_numbers(phi.size(), 1);
    for (int step = 0; step < 3; ++step) original->step(phi, d_phi, 0.1);

    const auto restored = make();
    restored->steps = original->steps;
    const auto from = original->state();
    const auto to = restored->state();
    ASSERT_EQ(to.size(), adam ? 2U : 1U);
    for (std::size_t i = 0; i < to.size(); ++i) {
      EXPECT_EQ(to[i].name, from[i].name);
      std::copy(from[i].values.begin(), from[i].values.end(), to[i].values.begin());
    }
    Buffer resumed = phi;
    original->step(phi, d_phi, 0.1);
    restored->step(resumed, d_phi, 0.1);
    expect_same_bits(resumed, phi);
    EXPECT_EQ(original->steps, 4);
  }
}

TEST(ClipGradient, ScalesDownToTheNormAndReturnsTheNormBefore) {
  Buffer d_phi{3, 0, -4};
  EXPECT_DOUBLE_EQ(clip_gradient(d_phi, 10.0), 5.0);
  expect_same_bits(d_phi, Buffer{3, 0, -4});
  EXPECT_DOUBLE_EQ(clip_gradient(d_phi, 2.5), 5.0);
  expect_same_bits(d_phi, Buffer{1.5, 0, -2});
  EXPECT_DOUBLE_EQ(clip_gradient(d_phi, 2.5), 2.5);
}

}  // namespace
}  // namespace backbeat::nn
