// Activations at points where their values are known, at their ends, and what they do with NaN.

#include <cmath>
#include <limits>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

/// h at each f, and df / dh there.
struct Values {
  std::vector<double> h, slope;
};

Values run(const std::string& kind, const Buffer& f) {
  const BothPasses run =
      run_both("input " + std::to_string(f.size()) + " 1 1\n f " + kind, 1, Mode::kTrain, f);
  Values values;
  for (std::size_t i = 0; i < f.size(); ++i) {
    values.h.push_back(static_cast<double>(run.y[i]));
    values.slope.push_back(static_cast<double>(run.dx[i]) / static_cast<double>(run.dy[i]));
  }
  return values;
}

void expect_values(const std::string& kind, const Buffer& f, const std::vector<double>& h,
                   const std::vector<double>& slope) {
  const Values found = run(kind, f);
  for (std::size_t i = 0; i < f.size(); ++i) {
    EXPECT_NEAR(found.h[i], h[i], 1e-6) << kind << " of " << f[i];
    EXPECT_NEAR(found.slope[i], slope[i], 1e-6) << kind << " at " << f[i];
  }
}

TEST(Pointwise, HasTheValuesAndSlopesOfItsFunction) {
  const double third = 1 / (1 + std::exp(1.0));  // sigmoid(-1)
  expect_values("sigmoid", {0, -1, 100, -100}, {0.5, third, 1, 0},
                {0.25, third * (1 - third), 0, 0});
  expect_values("silu", {0, -1, 100}, {0, -third, 100}, {0.5, third * (1 - (1 - third)), 1});
  expect_values("hard_sigmoid", {-4, -3, 0, 1.5, 3, 4}, {0, 0, 0.5, 0.75, 1, 1},
                {0, 0, 1 / 6.0, 1 / 6.0, 0, 0});
  expect_values("hard_swish", {-4, -3, 0, 1.5, 3, 4}, {0, 0, 0, 1.125, 3, 4}, {0, 0, 0.5, 1, 1, 1});
  expect_values("elu", {-1, 0, 2}, {std::exp(-1.0) - 1, 0, 2}, {std::exp(-1.0), 1, 1});
  expect_values("clip 0 6", {-1, 0, 3, 6, 7}, {0, 0, 3, 6, 6}, {0, 0, 1, 0, 0});
}

TEST(Pointwise, PassesNanOn) {
  for (const char* kind : {"sigmoid", "silu", "hard_sigmoid", "hard_swish", "elu", "clip -1 1"}) {
    EXPECT_TRUE(std::isnan(run(kind, {std::numeric_limits<real>::quiet_NaN()}).h[0])) << kind;
  }
}

/// Kernels apply it to their sums.
TEST(Pointwise, HardSwishIsTheSameAfterABatchNorm) {
  const std::string text = "input 19 3 4\n n batch_norm\n f hard_swish";
  const Buffer numbers = random_numbers(std::size_t{19} * 12 * 2, 1);
  Buffer wide = numbers;
  for (real& value : wide) value *= 4;
  for (const Mode mode : {Mode::kTrain, Mode::kEvaluate}) {
    std::vector<Buffer> outputs;
    for (const Network::Fusion fusion : {Network::Fusion::kOn, Network::Fusion::kOff}) {
      const Network network = Network::parse(text, "network", {}, fusion);
      Workspace workspace(network, {.max_batch = 2});
      const auto y = network.forward(network.initialise(1), workspace, wide, 2, mode);
      outputs.emplace_back(y.begin(), y.end());
    }
    expect_same_bits(outputs[0], outputs[1]);
  }
}

}  // namespace
}  // namespace backbeat::nn
