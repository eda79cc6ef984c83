#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

TEST(Scale, MultipliesEachChannelByItsNumber) {
  // The numbers are the maxima of the channels: 2 and 5.
  const BothPasses run = run_both("input 2 1 2\n g global_max_pool\n f scale from input g", 1,
                                  Mode::kTrain, Buffer{-1, 2, 5, 4});
  expect_same_bits(run.y, Buffer{-2, 4, 25, 20});
  const auto& dy = run.dy;
  expect_close(run.dx, {2.0 * dy[0], 2.0 * dy[1] + (-dy[0] + 2.0 * dy[1]),
                        5.0 * dy[2] + (5.0 * dy[2] + 4.0 * dy[3]), 5.0 * dy[3]});
}

}  // namespace
}  // namespace backbeat::nn
