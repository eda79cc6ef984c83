// Fewer activations kept, the others computed again: less memory, the same bits.

#include <fstream>
#include <iterator>
#include <stdexcept>

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

Gradients gradients_of(const Network& network, int batch, int recompute) {
  Parameters parameters = network.initialise(1);
  Workspace workspace(
      network,
      {.max_batch = batch, .backward = true, .input_gradient = true, .recompute = recompute});
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
  const Gradients expected = gradients_of(network, batch, 0);
  for (const int recompute : {1, 2, 3, 7, 1000}) {
    SCOPED_TRACE(recompute);
    const Gradients found = gradients_of(network, batch, recompute);
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

TEST(Recompute, HalvesTheResidualModelsMemory) {
  const Network network = model("resnet_small");
  const auto memory = [&](int recompute) {
    return Workspace(network, {.max_batch = 32, .backward = true, .recompute = recompute}).memory();
  };
  const Workspace::Memory all = memory(0);
  const Workspace::Memory few = memory(1);
  RecordProperty("activations",
                 std::to_string(all.activations) + " " + std::to_string(few.activations));
  RecordProperty("total", std::to_string(all.total) + " " + std::to_string(few.total));
  EXPECT_GE(all.activations, 2 * few.activations);
  EXPECT_GE(all.total, 2 * few.total);
}

TEST(Recompute, RefusesASecondBackwardPass) {
  const Network network = Network::parse("input 3 1 1\n a linear 3\n r relu\n out linear 2");
  const Parameters parameters = network.initialise(1);
  Workspace workspace(network, {.max_batch = 1, .backward = true, .recompute = 1});
  const Buffer x = random_numbers(3, 2);
  Buffer d_phi(network.phi_size());
  for (int pass = 0; pass < 2; ++pass) {
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
