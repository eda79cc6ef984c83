// Training a branching network beside PyTorch: loss, parameters and running statistics after each
// of 20 steps.

#include <algorithm>

#include <fmt/format.h>

#include "nn/graph/workspace.h"
#include "nn/training/loss.h"
#include "nn/training/optimizer.h"
#include "tests/golden/nn/golden.h"

namespace backbeat::nn {
namespace {

constexpr std::size_t kSteps = 20;

const GoldenFile& golden() {
  static const GoldenFile file("training");
  return file;
}

/// Rounding errors pass from step to step and grow.
double tolerance_at(std::size_t t) {
  return t == 0 ? 1e-5 : 1e-4;
}

/// One step of training, without the optimiser: returns the loss.
double pass_both_ways(const Network& network, const Parameters& parameters, Workspace& workspace,
                      std::size_t t, std::span<real> d_phi) {
  const std::span<const float> numbers = step_of(golden().array("labels"), t, kSteps);
  const std::vector<int> labels(numbers.begin(), numbers.end());
  const Buffer x = pixels_of(step_of(golden().array("x"), t, kSteps), network.input_shape());
  const auto logits =
      network.forward(parameters, workspace, x, static_cast<int>(labels.size()), Mode::kTrain);
  const double loss = CrossEntropy{}(logits, labels, workspace.output_gradient());
  network.backward(parameters, workspace, d_phi);
  return loss;
}

class TrainingGolden : public GoldenTest {
 protected:
  static void expect_path(const std::vector<TensorSlice>& slices, const Buffer& numbers,
                          std::size_t t) {
    for (const TensorSlice& slice : slices) {
      expect_close(fmt::format("{} after step {}", slice.name, t + 1), slice.of(numbers),
                   step_of(golden().array("path/" + slice.name), t, kSteps), tolerance_at(t));
    }
  }
};

TEST_P(TrainingGolden, EqualsPyTorch) {
  const nlohmann::json& options = golden().options(GetParam());
  const Network network = Network::parse(options.at("network").get<std::string>());
  Parameters parameters = golden().parameters(network, "start/");
  const auto batch = static_cast<int>(golden().array("labels").size() / kSteps);
  Workspace workspace(network, {.max_batch = batch, .backward = true});
  const auto sgd =
      make_sgd({.momentum = options.at("momentum"), .weight_decay = options.at("weight_decay")},
               network.phi_size(), network.parameters());
  for (std::size_t t = 0; t < kSteps; ++t) {
    Buffer d_phi(network.phi_size());
    const std::vector<real> loss{
        static_cast<real>(pass_both_ways(network, parameters, workspace, t, d_phi))};
    sgd->step(parameters.phi, d_phi, options.at("lr"));
    network.update_state(workspace, parameters);
    expect_close(fmt::format("loss of step {}", t + 1), loss,
                 step_of(golden().array("losses"), t, kSteps), tolerance_at(t));
    expect_path(network.parameters(), parameters.phi, t);
    expect_path(network.state(), parameters.state, t);
  }
}

INSTANTIATE_TEST_SUITE_P(All, TrainingGolden, testing::ValuesIn(golden().cases()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace backbeat::nn
