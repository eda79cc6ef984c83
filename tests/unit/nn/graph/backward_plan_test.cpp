// Fewer activations kept, the others computed again: less memory, the same bits.

#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

Network model(const std::string& name) {
  std::ifstream file(std::string(BACKBEAT_SOURCE_DIR "/models/") + name + ".net");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return Network::parse(text, name, {{"classes", 10}});
}

struct Gradients {
  Buffer d_phi, dx, state;
};

Gradients gradients_of(const Network& network, int batch, bool once, int recompute) {
  Parameters parameters = network.initialise(1);
  Workspace workspace(network, {.max_batch = batch,
                                .backward = true,
                                .input_gradient = true,
                                .once = once,
                                .recompute = recompute});
  const auto n = static_cast<std::size_t>(batch);
  const Buffer x = random_numbers(network.input_shape().size() * n, 2);
  network.forward(parameters, workspace, x, batch, Mode::kTrain, 3);
  const Buffer dy = random_numbers(network.output_shape().size() * n, 4);
  std::copy(dy.begin(), dy.end(), workspace.output_gradient().begin());
  Gradients result{.d_phi = Buffer(network.phi_size()), .dx = {}, .state = {}};
  network.backward(parameters, workspace, result.d_phi);
  network.update_state(workspace, parameters);
  result.dx.assign(workspace.input_gradient().begin(), workspace.input_gradient().end());
  result.state = parameters.state;
  return result;
}

void expect_same_gradients(const Network& network, int batch) {
  const Gradients expected = gradients_of(network, batch, false, 0);
  // 0: light layers alone are computed again.
  for (const int recompute : {0, 1, 2, 3, 7, 1000}) {
    SCOPED_TRACE(recompute);
    const Gradients found = gradients_of(network, batch, true, recompute);
    expect_same_bits(found.d_phi, expected.d_phi);
    expect_same_bits(found.dx, expected.dx);
    expect_same_bits(found.state, expected.state);
  }
}

TEST(Recompute, GivesTheSameBitsOnAChainWithDropout) {
  expect_same_gradients(
      Network::parse("input 2 12 10\n c1 conv 4 3x3 pad 1\n n1 batch_norm\n r1 relu\n"
                     "p1 max_pool 2x2\n c2 conv 6 3x3\n r2 relu\n d2 dropout 0.4\n v flatten\n"
                     "f1 linear 9\n r3 relu\n d3 dropout 0.2\n out linear 4"),
      5);
}

TEST(Recompute, GivesTheSameBitsWhereBranchesSpanTheNetwork) {
  expect_same_gradients(
      Network::parse("input 2 8 8\n c1 conv 4 3x3 pad 1\n r1 relu\n c2 conv 4 3x3 pad 1\n"
                     "r2 relu\n c3 conv 4 3x3 pad 1 from r1\n j add from r2 c3 r1\n"
                     "k concat from j c1 input\n g global_avg_pool\n out linear 3"),
      3);
}

TEST(Recompute, GivesTheSameBitsOnTheResidualModel) {
  expect_same_gradients(model("resnet_small"), 1);
}

TEST(Recompute, HalvesTheResidualModelsActivations) {
  const Network network = model("resnet_small");
  const auto memory = [&](bool once, int recompute) {
    const Workspace workspace(
        network, {.max_batch = 32, .backward = true, .once = once, .recompute = recompute});
    return workspace.memory();
  };
  const Workspace::Memory all = memory(false, 0);
  const Workspace::Memory light = memory(true, 0);
  const Workspace::Memory few = memory(true, 1);
  RecordProperty("total", fmt::format("{} {} {}", all.total, light.total, few.total));
  EXPECT_GE(all.activations, 2 * few.activations);
  EXPECT_GE(2 * all.total, 3 * light.total) << "light layers alone save a third";
  EXPECT_GE(light.total, few.total + few.total / 4);
}

TEST(Recompute, ComputesLightLayersAgainWhereTheyAreReadFirst) {
  // Each convolution reads a batch norm's output for its weights' gradient; the last batch norm of
  // a branch is only added, which reads nothing.
  const Network network = Network::parse(
      "input 1 4 4\n c1 conv 2 3x3 pad 1\n n1 batch_norm\n r1 relu\n c2 conv 2 3x3 pad 1\n"
      "n2 batch_norm\n c3 conv 2 1x1 from r1\n n3 batch_norm\n j add from n2 n3\n r2 relu");
  std::vector<std::string> steps;
  for (const BackwardStep& step :
       plan_backward(network, std::vector<bool>(network.nodes().size(), true), 0, true).steps) {
    steps.push_back((step.forward ? "+" : "") + network.nodes()[step.node].text.name);
  }
  EXPECT_THAT(steps, testing::ElementsAre("r2", "n3", "+r1", "c3", "c2", "r1", "c1"));
}

TEST(Recompute, RefusesASecondBackwardPass) {
  const Network network = Network::parse("input 3 1 1\n a linear 3\n r relu\n out linear 2");
  const Parameters parameters = network.initialise(1);
  const Buffer x = random_numbers(3, 2);
  Buffer d_phi(network.phi_size());
  for (const Workspace::Options options :
       {Workspace::Options{.max_batch = 1, .backward = true, .recompute = 1},
        Workspace::Options{.max_batch = 1, .backward = true, .once = true}}) {
    Workspace workspace(network, options);
    network.forward(parameters, workspace, x, 1, Mode::kTrain);
    EXPECT_NO_THROW(network.backward(parameters, workspace, d_phi));
    EXPECT_THROW(network.backward(parameters, workspace, d_phi), std::logic_error);
  }
}

TEST(Memory, AddsUpForAChain) {
  // Batch 2: linear's input is x; relu's output (2 x 4) feeds the last layer and is kept, its input
  // dies as soon as relu is done.
  const Network network = Network::parse("input 3 1 1\n a linear 4\n r relu\n out linear 2");
  const Workspace workspace(network, {.max_batch = 2, .backward = true});
  const Workspace::Memory& memory = workspace.memory();
  EXPECT_EQ(memory.activations, sizeof(real) * 2 * (4 + 4));
  EXPECT_EQ(memory.gradients, sizeof(real) * 2 * (2 + 4 + 4));
  EXPECT_EQ(memory.caches, 0);
  EXPECT_EQ(memory.scratch, 0);
  EXPECT_GE(memory.total, memory.activations);
}

}  // namespace
}  // namespace backbeat::nn
