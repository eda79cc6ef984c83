#include "apps/tour/train.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audio/random.h"
#include "nn/errors.h"
#include "nn/files/safetensors.h"
#include "nn/graph/workspace.h"
#include "nn/training/loss.h"
#include "nn/training/optimizer.h"
#include "nn/training/schedule.h"

namespace backbeat::apps::tour {
namespace {

// Keys (seed, stream) of the random numbers.
constexpr std::uint64_t kInputs = 1;
constexpr std::uint64_t kTargets = 2;
constexpr std::uint64_t kOrder = 3;  ///< (seed, stream, epoch)

std::vector<float> normal_numbers(std::size_t count, audio::Random random) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

std::vector<float> read_examples(const nn::TensorFile& file, const std::string& source,
                                 const std::string& name, const nn::Shape& shape) {
  const auto found = file.tensors.find(name);
  const std::vector<int> expected{kExamples, shape.channels};
  if (found == file.tensors.end() || found->second.shape != expected) {
    throw nn::FormatError(
        fmt::format("{}: tensor '{}': found {}, expected F32 of shape [{}]", source, name,
                    found == file.tensors.end()
                        ? "none"
                        : fmt::format("shape [{}]", fmt::join(found->second.shape, ", ")),
                    fmt::join(expected, ", ")));
  }
  return found->second.values;
}

std::vector<std::size_t> order_of_epoch(bool shuffle, std::uint64_t seed, int epoch) {
  std::vector<std::size_t> order(kExamples);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (shuffle) {
    audio::Random random{seed, kOrder, static_cast<std::uint64_t>(epoch)};
    audio::shuffle(order, random);
  }
  return order;
}

/// The rows of `matrix` that `rows` names, one after another.
std::vector<float> take_rows(std::span<const float> matrix, std::span<const std::size_t> rows) {
  const std::size_t width = matrix.size() / kExamples;
  std::vector<float> taken;
  for (const std::size_t row : rows) {
    const auto values = matrix.subspan(row * width, width);
    taken.insert(taken.end(), values.begin(), values.end());
  }
  return taken;
}

}  // namespace

nn::Network training_network() {
  return nn::Network::parse(
      "x   input 10 1 1\n"
      "f0  linear 40\n"
      "h1  relu\n"
      "f1  linear 40\n"
      "h2  relu\n"
      "f2  linear 5\n",
      "train");
}

TrainingStart random_start(const nn::Network& network, std::uint64_t seed) {
  return {.parameters = network.initialise(seed),
          .x = normal_numbers(kExamples * network.input_shape().size(), {seed, kInputs}),
          .y = normal_numbers(kExamples * network.output_shape().size(), {seed, kTargets})};
}

TrainingStart read_start(const nn::Network& network, const std::filesystem::path& path) {
  const nn::TensorFile file = nn::read_safetensors(path);
  const std::string source = path.string();
  return {.parameters = nn::load(network, file, source),
          .x = read_examples(file, source, "x", network.input_shape()),
          .y = read_examples(file, source, "y", network.output_shape()),
          .shuffle = false};
}

void train(const nn::Network& network, TrainingStart start, std::uint64_t seed,
           const std::function<void(const TrainingEpoch&)>& on_epoch) {
  nn::Buffer& phi = start.parameters.phi;
  nn::Buffer d_phi(network.phi_size());
  nn::Workspace workspace(network, {.max_batch = kBatchSize, .backward = true});
  const auto optimizer = nn::make_sgd({.momentum = 0.9}, network.phi_size(), network.parameters());
  const nn::Schedule schedule{
      .kind = nn::Schedule::Kind::kStep, .base = 0.01, .step_epochs = 10, .gamma = 0.5};

  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    TrainingEpoch result{.epoch = epoch, .alpha = schedule.rate(epoch, 0.0)};
    const std::vector<std::size_t> order = order_of_epoch(start.shuffle, seed, epoch);
    for (std::size_t first = 0; first < order.size(); first += kBatchSize) {
      const auto batch = std::span(order).subspan(first, kBatchSize);
      const std::vector<float> x = take_rows(start.x, batch);
      const std::vector<float> y = take_rows(start.y, batch);

      const auto f = network.forward(start.parameters, workspace, x, kBatchSize, nn::Mode::kTrain);
      result.loss += nn::mean_squared_error(f, y, workspace.output_gradient());
      std::ranges::fill(d_phi, 0.0F);
      network.backward(start.parameters, workspace, d_phi);
      optimizer->step(phi, d_phi, result.alpha);
    }
    if (!std::isfinite(result.loss)) {
      throw std::runtime_error(
          fmt::format("train: epoch {}: found loss {}, expected a number", epoch, result.loss));
    }
    on_epoch(result);
  }
}

}  // namespace backbeat::apps::tour
