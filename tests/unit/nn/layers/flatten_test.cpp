#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

TEST(Flatten, KeepsTheNumbersInOrder) {
  const BothPasses run = run_both("input 2 3 4\n f flatten", 2);
  EXPECT_EQ(run.output, Shape{.channels = 24});
  expect_same_bits(run.y, run.x);  // planes on both sides: PyTorch's order
  expect_same_bits(run.dx, run.dy);
}

}  // namespace
}  // namespace backbeat::nn
