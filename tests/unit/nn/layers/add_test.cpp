#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

TEST(Add, SumsItsInputsAndGivesEachTheWholeGradient) {
  const BothPasses run = run_both("input 3 2 2\n f add from input input input", 2);
  for (std::size_t i = 0; i < run.x.size(); ++i) {
    EXPECT_FLOAT_EQ(run.y[i], 3 * run.x[i]);
    EXPECT_FLOAT_EQ(run.dx[i], 3 * run.dy[i]) << "three users of one node: three gradients, summed";
  }
}

}  // namespace
}  // namespace backbeat::nn
