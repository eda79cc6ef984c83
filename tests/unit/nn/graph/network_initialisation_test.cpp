// He initialisation: the variance it draws with, and what that variance is for.

#include <fmt/format.h>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

double mean_square(std::span<const real> values) {
  double sum = 0.0;
  for (const real value : values) sum += static_cast<double>(value) * static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

TEST(Initialisation, DrawsWeightsWithVarianceTwoOverFanIn) {
  const Network network =
      Network::parse("input 32 4 4\n c conv 64 3x3 groups 2\n v flatten\n f linear 80");
  const Parameters parameters = network.initialise(5);
  for (const TensorSlice& slice : network.parameters()) {
    if (slice.spec.name != "weight") continue;
    const auto weights = slice.of(parameters.phi);
    const double variance = 2.0 / (slice.name == "c.weight" ? 16 * 9 : 64 * 2 * 2);
    const auto n = static_cast<double>(weights.size());
    double mean = 0.0;
    for (const real weight : weights) mean += static_cast<double>(weight) / n;
    // Five standard deviations of a sample's mean and variance.
    EXPECT_NEAR(mean, 0.0, 5 * std::sqrt(variance / n)) << slice.name;
    EXPECT_NEAR(mean_square(weights) / variance, 1.0, 5 * std::sqrt(2.0 / n)) << slice.name;
  }
}

TEST(Initialisation, SetsBiasesShiftsAndScales) {
  const Network network = Network::parse("input 3 4 4\n c conv 4 3x3\n n batch_norm");
  const Parameters parameters = network.initialise(5);
  const auto expect_all = [](std::span<const real> values, real expected) {
    for (const real value : values) EXPECT_EQ(value, expected);
  };
  expect_all(network.parameters()[1].of(parameters.phi), 0);  // c.bias
  expect_all(network.parameters()[2].of(parameters.phi), 1);  // n.weight
  expect_all(network.parameters()[3].of(parameters.phi), 0);  // n.bias
  expect_all(network.state()[0].of(parameters.state), 0);     // running_mean
  expect_all(network.state()[1].of(parameters.state), 1);     // running_var
}

TEST(Initialisation, IsTheSameForTheSameSeedOnly) {
  const Network network = Network::parse("input 100 1 1\n f linear 10");
  EXPECT_EQ(network.initialise(1).phi, network.initialise(1).phi);
  const Buffer one = network.initialise(1).phi;
  const Buffer two = network.initialise(2).phi;
  for (std::size_t k = 0; k < 1000; ++k) ASSERT_NE(one[k], two[k]);
}

// With half the variance the square would shrink by 2^50; with twice, grow by it. The logarithm
// scatters by sqrt(5 / width) a layer, 0.5 over all of them: the bounds are over four times that.
TEST(Initialisation, KeepsTheSignalsSizeThroughFiftyLayers) {
  std::string text = "input 1024 1 1\n";
  for (int layer = 0; layer < 50; ++layer) {
    text += fmt::format("f{0} linear 1024\nh{0} relu\n", layer);
  }
  const Network network = Network::parse(text);
  Workspace workspace(network, {.max_batch = 8});
  const Buffer x = random_numbers(8192, 9);
  const auto h = network.forward(network.initialise(4), workspace, x, 8, Mode::kEvaluate);
  const double ratio = mean_square(h) / mean_square(x);
  RecordProperty("ratio", std::to_string(ratio));
  EXPECT_GT(ratio, 0.1);
  EXPECT_LT(ratio, 10.0);
}

}  // namespace
}  // namespace backbeat::nn
