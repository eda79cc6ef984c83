// Our networks: one training step (forward, loss, backward, update) and one answer. The
// first argument is the batch size, the second of a training step is Workspace::Options::recompute;
// OMP_NUM_THREADS sets the threads.

#include <fstream>
#include <random>
#include <sstream>

#include <benchmark/benchmark.h>

#include "nn/graph/inference.h"
#include "nn/graph/workspace.h"
#include "nn/training/loss.h"
#include "nn/training/optimizer.h"

namespace backbeat::nn {
namespace {

constexpr int kClasses = 10;

Network read_network(const std::string& name) {
  std::ifstream file(std::string(BACKBEAT_SOURCE_DIR "/models/") + name + ".net");
  std::ostringstream text;
  text << file.rdbuf();
  return Network::parse(text.str(), name, {{"classes", kClasses}});
}

Buffer normal_numbers(std::size_t n) {
  std::mt19937_64 generator(1);
  std::normal_distribution<float> normal;
  Buffer numbers(n);
  for (real& value : numbers) value = normal(generator);
  return numbers;
}

void count_clips(benchmark::State& state, int batch) {
  state.counters["clips/s"] = benchmark::Counter(static_cast<double>(state.iterations() * batch),
                                                 benchmark::Counter::kIsRate);
}

void training_step(benchmark::State& state, const std::string& name) {
  const auto batch = static_cast<int>(state.range(0));
  const Network network = read_network(name);
  Parameters parameters = network.initialise(1);
  Workspace workspace(network, {.max_batch = batch,
                                .backward = true,
                                .once = true,
                                .recompute = static_cast<int>(state.range(1))});
  const auto sgd = make_sgd({}, network.phi_size(), network.parameters());
  const Buffer x = normal_numbers(network.input_shape().size() * static_cast<std::size_t>(batch));
  std::vector<int> labels(static_cast<std::size_t>(batch));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i) % kClasses;
  Buffer d_phi(network.phi_size());
  std::uint64_t key = 0;
  while (state.KeepRunning()) {
    const auto logits = network.forward(parameters, workspace, x, batch, Mode::kTrain, ++key);
    CrossEntropy{}(logits, labels, workspace.output_gradient());
    std::fill(d_phi.begin(), d_phi.end(), real{0});
    network.backward(parameters, workspace, d_phi);
    sgd->step(parameters.phi, d_phi, 0.01);
    network.update_state(workspace, parameters);
  }
  count_clips(state, batch);
}

void inference(benchmark::State& state, const std::string& name) {
  const auto batch = static_cast<int>(state.range(0));
  const Network network = read_network(name);
  const Parameters parameters = network.initialise(1);
  Inference inference(network, parameters, batch);
  const Buffer x = normal_numbers(network.input_shape().size() * static_cast<std::size_t>(batch));
  while (state.KeepRunning()) benchmark::DoNotOptimize(inference(x, batch).data());
  count_clips(state, batch);
}

#define BACKBEAT_BENCH(NAME)                    \
  BENCHMARK_CAPTURE(training_step, NAME, #NAME) \
      ->Args({32, 0})                           \
      ->Args({32, 1})                           \
      ->UseRealTime()                           \
      ->Unit(benchmark::kMillisecond);          \
  BENCHMARK_CAPTURE(inference, NAME, #NAME)     \
      ->Arg(1)                                  \
      ->Arg(32)                                 \
      ->UseRealTime()                           \
      ->Unit(benchmark::kMillisecond)

BACKBEAT_BENCH(small);
BACKBEAT_BENCH(short_chunk);
BACKBEAT_BENCH(resnet_small);

}  // namespace
}  // namespace backbeat::nn
