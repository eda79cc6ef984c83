#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

TEST(Concat, StacksChannelsOfEachExample) {
  const BothPasses run = run_both("input 1 1 2\n r relu\n f concat from input r", 2, Mode::kTrain,
                                  Buffer{-1, 2, 3, -4});
  expect_same_bits(run.y, Buffer{-1, 2, 0, 2, 3, -4, 3, 0});
  const auto& dy = run.dy;
  expect_same_bits(run.dx, Buffer{dy[0], dy[1] + dy[3], dy[4] + dy[6], dy[5]});
}

TEST(Concat, InterleavesChannelsOfEachPixel) {
  const BothPasses run = run_both("input 2 1 2\n r relu\n f concat interleaved from input r", 1,
                                  Mode::kTrain, Buffer{-1, 2, 3, -4});
  expect_same_bits(run.y, Buffer{-1, 2, 0, 2, 3, -4, 3, 0});
  const auto& dy = run.dy;
  expect_same_bits(run.dx, Buffer{dy[0], dy[1] + dy[3], dy[4] + dy[6], dy[5]});
}

}  // namespace
}  // namespace backbeat::nn
