// The linear layer against its definition, at sizes below, at and above its blocks.

#include <fmt/format.h>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

void expect_equals_definition(std::size_t batch, std::size_t inputs, std::size_t outputs,
                              bool bias) {
  const std::string text =
      fmt::format("input {} 1 1\n f linear {} {}", inputs, outputs, bias ? "" : "no_bias");
  SCOPED_TRACE(text);
  const BothPasses run = run_both(text, static_cast<int>(batch));
  std::vector<double> y(run.y.size());
  std::vector<double> dx(run.x.size());
  std::vector<double> d_phi(run.d_phi.size());
  for (std::size_t n = 0; n < batch; ++n) {
    for (std::size_t o = 0; o < outputs; ++o) {
      const auto dy = static_cast<double>(run.dy[n * outputs + o]);
      if (bias) {
        y[n * outputs + o] += static_cast<double>(run.parameters.phi[outputs * inputs + o]);
        d_phi[outputs * inputs + o] += dy;
      }
      for (std::size_t i = 0; i < inputs; ++i) {
        const auto omega = static_cast<double>(run.parameters.phi[o * inputs + i]);
        const auto h = static_cast<double>(run.x[n * inputs + i]);
        y[n * outputs + o] += omega * h;
        dx[n * inputs + i] += omega * dy;
        d_phi[o * inputs + i] += dy * h;
      }
    }
  }
  expect_close(run.y, y);
  expect_close(run.dx, dx);
  expect_close(run.d_phi, d_phi);
}

TEST(Linear, EqualsItsDefinition) {
  for (const std::size_t batch : {1U, 2U, 9U}) {
    for (const std::size_t inputs : {1U, 7U, 512U, 1030U}) {
      for (const std::size_t outputs : {1U, 10U, 16U, 33U}) {
        expect_equals_definition(batch, inputs, outputs, outputs != 16);
      }
    }
  }
}

}  // namespace
}  // namespace backbeat::nn
