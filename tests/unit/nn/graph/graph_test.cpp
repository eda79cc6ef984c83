// Branches: what joins add, concat and several users of one node compute.

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

TEST(Relu, CutsAtZeroAndPassesNanOn) {
  const BothPasses run = run_both("input 4 1 1\n f relu", 1, Mode::kTrain,
                                  Buffer{-2, 0, 3, std::numeric_limits<real>::quiet_NaN()});
  expect_same_bits(std::span(run.y).first(3), Buffer{0, 0, 3});
  EXPECT_TRUE(std::isnan(run.y[3]));
  expect_same_bits(run.dx, Buffer{0, 0, run.dy[2], 0});
}

TEST(Add, SumsItsInputsAndGivesEachTheWholeGradient) {
  const BothPasses run = run_both("input 3 2 2\n f add from input input input", 2);
  for (std::size_t i = 0; i < run.x.size(); ++i) {
    EXPECT_FLOAT_EQ(run.y[i], 3 * run.x[i]);
    EXPECT_FLOAT_EQ(run.dx[i], 3 * run.dy[i]) << "three users of one node: three gradients, summed";
  }
}

TEST(Concat, StacksChannelsOfEachExample) {
  const BothPasses run = run_both("input 1 1 2\n r relu\n f concat from input r", 2, Mode::kTrain,
                                  Buffer{-1, 2, 3, -4});
  expect_same_bits(run.y, Buffer{-1, 2, 0, 2, 3, -4, 3, 0});
  const auto& dy = run.dy;
  expect_same_bits(run.dx, Buffer{dy[0], dy[1] + dy[3], dy[4] + dy[6], dy[5]});
}

TEST(Flatten, KeepsTheNumbersInOrder) {
  const BothPasses run = run_both("input 2 3 4\n f flatten", 2);
  EXPECT_EQ(run.output, Shape{.channels = 24});
  expect_same_bits(run.y, run.x);  // planes on both sides: PyTorch's order
  expect_same_bits(run.dx, run.dy);
}

TEST(FanOut, GradientIsTheSumOverTheUsers) {
  // h feeds two linear layers: dL/dx through both is the sum of dL/dx through each.
  const std::string both =
      "input 6 1 1\n a linear 4 from input\n b linear 4 from input\n f concat from a b";
  const BothPasses run = run_both(both, 3);
  std::vector<double> expected(run.dx.size());
  const auto weight = [&](std::size_t offset, std::size_t o, std::size_t i) {
    return static_cast<double>(run.parameters.phi[offset + o * 6 + i]);
  };
  const std::size_t second = Network::parse(both).parameters()[2].offset;
  for (std::size_t n = 0; n < 3; ++n) {
    for (std::size_t o = 0; o < 4; ++o) {
      for (std::size_t i = 0; i < 6; ++i) {
        expected[n * 6 + i] += weight(0, o, i) * static_cast<double>(run.dy[n * 8 + o]) +
                               weight(second, o, i) * static_cast<double>(run.dy[n * 8 + 4 + o]);
      }
    }
  }
  expect_close(run.dx, expected);
}

}  // namespace
}  // namespace backbeat::nn
