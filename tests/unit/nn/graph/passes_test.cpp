// Branches: what several users of one node give back.

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

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
