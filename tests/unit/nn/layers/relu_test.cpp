#include <cmath>
#include <limits>

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

}  // namespace
}  // namespace backbeat::nn
