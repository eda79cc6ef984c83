#include "apps/bench/network_speed.h"

#include <algorithm>
#include <vector>

#include "audio/random.h"
#include "nn/graph/inference.h"
#include "nn/graph/workspace.h"
#include "nn/training/loss.h"
#include "nn/training/optimizer.h"

namespace backbeat::apps {
namespace {

constexpr std::size_t kMinRuns = 5;
constexpr int kTrainingWarmUp = 3;
constexpr int kInferenceWarmUp = 5;

// Keys (seed, stream) of the random numbers.
constexpr std::uint64_t kInputs = 1;
constexpr std::uint64_t kLabels = 2;

nn::Buffer random_inputs(const nn::Network& network, const NetworkLoad& load) {
  audio::Random random{load.seed, kInputs};
  nn::Buffer x(static_cast<std::size_t>(load.batch) * network.input_shape().size());
  for (nn::real& value : x) value = static_cast<nn::real>(random.normal());
  return x;
}

std::vector<int> random_labels(const nn::Network& network, const NetworkLoad& load) {
  audio::Random random{load.seed, kLabels};
  std::vector<int> labels(static_cast<std::size_t>(load.batch));
  for (int& label : labels) label = static_cast<int>(random.below(network.output_shape().size()));
  return labels;
}

std::int64_t forward_multiply_adds(const nn::Network& network) {
  std::int64_t sum = 0;
  for (const auto& node : network.nodes()) sum += node.layer ? node.layer->multiply_adds() : 0;
  return sum;
}

/// Each product of the forward pass comes back twice: in the gradient of the weights, and in that
/// of the inputs, which nobody wants of a layer that reads only the network's input.
std::int64_t training_multiply_adds(const nn::Network& network) {
  std::int64_t sum = 0;
  for (const auto& node : network.nodes()) {
    if (!node.layer) continue;
    const bool first = std::ranges::all_of(node.inputs, [](int input) { return input == 0; });
    sum += node.layer->multiply_adds() * (first ? 2 : 3);
  }
  return sum;
}

}  // namespace

NetworkSpeed measure_training(const nn::Network& network, const NetworkLoad& load) {
  nn::Parameters parameters = network.initialise(load.seed);
  nn::Workspace workspace(network, {.max_batch = load.batch, .backward = true, .once = true});
  const auto sgd = nn::make_sgd({.momentum = 0.9}, network.phi_size(), network.parameters());
  const nn::Buffer x = random_inputs(network, load);
  const std::vector<int> labels = random_labels(network, load);
  nn::Buffer d_phi(network.phi_size());
  std::uint64_t step = 0;
  const auto train = [&] {
    const auto logits =
        network.forward(parameters, workspace, x, load.batch, nn::Mode::kTrain, ++step);
    nn::CrossEntropy{}(logits, labels, workspace.output_gradient());
    std::ranges::fill(d_phi, nn::real{0});
    network.backward(parameters, workspace, d_phi);
    sgd->step(parameters.phi, d_phi, 0.001);
    network.update_state(workspace, parameters);
  };
  return {.timing = time_runs(
              train, {.seconds = load.seconds, .warm_up = kTrainingWarmUp, .min_runs = kMinRuns}),
          .multiply_adds = training_multiply_adds(network),
          .memory_bytes = workspace.memory().total};
}

NetworkSpeed measure_inference(const nn::Network& network, const NetworkLoad& load) {
  const nn::Parameters parameters = network.initialise(load.seed);
  nn::Inference inference(network, parameters, load.batch);
  const nn::Buffer x = random_inputs(network, load);
  const auto answer = [&] { inference(x, load.batch); };
  return {.timing = time_runs(
              answer, {.seconds = load.seconds, .warm_up = kInferenceWarmUp, .min_runs = kMinRuns}),
          .multiply_adds = forward_multiply_adds(network),
          .memory_bytes = inference.memory()};
}

}  // namespace backbeat::apps
