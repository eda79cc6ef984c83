// Dropout: how much is kept, that the expectation stays, and that backward draws the same mask.

#include <numeric>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

constexpr const char* kText = "input 100000 1 1\n f dropout 0.3";
constexpr std::size_t kSize = 100000;

Buffer ones() {
  return Buffer(kSize, real{1});
}

TEST(Dropout, KeepsTheShareItIsToldAndTheExpectation) {
  const Buffer y = run_forward(kText, ones(), 1, Mode::kTrain, 7);
  const auto kept = std::count_if(y.begin(), y.end(), [](real value) { return value != 0; });
  // Four standard deviations of a binomial count.
  EXPECT_NEAR(static_cast<double>(kept), 0.7 * kSize, 4 * std::sqrt(0.21 * kSize));
  EXPECT_NEAR(std::accumulate(y.begin(), y.end(), 0.0) / kSize, 1.0, 0.01);
}

TEST(Dropout, ScalesWhatItKeeps) {
  for (const real value : run_forward(kText, ones(), 1, Mode::kTrain, 7)) {
    if (value == 0) continue;
    ASSERT_EQ(value, static_cast<real>(1.0 / 0.7));
  }
}

TEST(Dropout, DrawsTheSameMaskInBackward) {
  const BothPasses run = run_both(kText, 1, Mode::kTrain, ones(), 7);
  for (std::size_t i = 0; i < kSize; ++i) ASSERT_EQ(run.dx[i], run.dy[i] * run.y[i]) << i;
}

TEST(Dropout, DrawsAnotherMaskForAnotherKey) {
  const Buffer a = run_forward(kText, ones(), 1, Mode::kTrain, 7);
  const Buffer b = run_forward(kText, ones(), 1, Mode::kTrain, 8);
  std::size_t both = 0;
  for (std::size_t i = 0; i < kSize; ++i) both += a[i] != 0 && b[i] != 0 ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(both) / kSize, 0.49, 0.01)
      << "independent masks agree by chance only";
  expect_same_bits(run_forward(kText, ones(), 1, Mode::kTrain, 7), a);
}

TEST(Dropout, DrawsAnotherMaskForAnotherExampleAndAnotherNode) {
  const Network network = Network::parse(
      "input 1000 1 1\n a dropout 0.5\n b dropout 0.5 from input\n"
      "both concat from a b");
  Workspace workspace(network, {.max_batch = 2});
  const Buffer x(2000, real{1});
  const auto y = network.forward(network.initialise(1), workspace, x, 2, Mode::kTrain, 3);
  for (std::size_t first = 0; first < 4; ++first) {
    for (std::size_t second = first + 1; second < 4; ++second) {
      std::size_t equal = 0;
      for (std::size_t i = 0; i < 1000; ++i)
        equal += y[first * 1000 + i] == y[second * 1000 + i] ? 1 : 0;
      EXPECT_NEAR(static_cast<double>(equal), 500.0, 80.0) << first << " and " << second;
    }
  }
}

TEST(Dropout, IsOffInEvaluation) {
  const BothPasses run = run_both(kText, 1, Mode::kEvaluate);
  expect_same_bits(run.y, run.x);
  expect_same_bits(run.dx, run.dy);
}

TEST(Dropout, OfZeroKeepsAll) {
  const BothPasses run = run_both("input 50 1 1\n f dropout 0", 1);
  expect_same_bits(run.y, run.x);
}

}  // namespace
}  // namespace backbeat::nn
