// Optimisers with schedules beside PyTorch's: the parameters after each of 20 given gradients.

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "nn/training/optimizer.h"
#include "nn/training/schedule.h"
#include "tests/golden/nn/golden.h"

namespace backbeat::nn {
namespace {

constexpr double kTolerance = 1e-5;
constexpr std::size_t kSteps = 20;

const GoldenFile& golden() {
  static const GoldenFile file("optimisers");
  return file;
}

std::unique_ptr<Optimizer> make_optimizer(const nlohmann::json& options, const Network& network) {
  const double weight_decay = options.at("weight_decay");
  if (options.at("kind") == "adamw") {
    return make_adamw({.weight_decay = weight_decay}, network.phi_size(), network.parameters());
  }
  return make_sgd({.momentum = options.at("momentum"),
                   .nesterov = options.at("nesterov"),
                   .weight_decay = weight_decay},
                  network.phi_size(), network.parameters());
}

Schedule make_schedule(const nlohmann::json& options) {
  const auto kind = options.at("schedule").get<std::string>();
  return {.kind = kind == "step"     ? Schedule::Kind::kStep
                  : kind == "cosine" ? Schedule::Kind::kCosine
                                     : Schedule::Kind::kConstant,
          .base = options.at("lr"),
          .step_epochs = options.at("step_epochs"),
          .gamma = options.at("gamma"),
          .epochs = options.at("epochs")};
}

class OptimisersGolden : public GoldenTest {};

TEST_P(OptimisersGolden, EqualPyTorch) {
  const std::string& name = GetParam();
  const nlohmann::json& options = golden().options(name);
  const Network network = Network::parse(options.at("network").get<std::string>());
  Buffer phi = golden().parameters(network, "start/").phi;
  const auto optimizer = make_optimizer(options, network);
  const Schedule schedule = make_schedule(options);
  for (std::size_t t = 0; t < kSteps; ++t) {
    Buffer d_phi(network.phi_size());
    for (const TensorSlice& slice : network.parameters()) {
      std::ranges::copy(step_of(golden().array("gradients/" + slice.name), t, kSteps),
                        slice.of(d_phi).begin());
    }
    // One step is one epoch here, so that PyTorch's clock of steps is ours of epochs.
    optimizer->step(phi, d_phi, schedule.rate(static_cast<double>(t), 1.0));
    for (const TensorSlice& slice : network.parameters()) {
      const std::string array = name + "/" + slice.name;
      expect_close(fmt::format("{} after step {}", array, t + 1), slice.of(std::as_const(phi)),
                   step_of(golden().array(array), t, kSteps), kTolerance);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, OptimisersGolden, testing::ValuesIn(golden().cases()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace backbeat::nn
