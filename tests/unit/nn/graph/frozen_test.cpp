// What is frozen gets no gradient, computes as in evaluation, and costs neither memory nor a way
// back where nothing before it learns.

#include <regex>

#include "nn/training/optimizer.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

constexpr int kBatch = 3;

struct Gradients {
  Buffer logits, d_phi, state;
};

Gradients gradients_of(const Network& network, Mode mode, int recompute = 0) {
  Parameters parameters = network.initialise(1);
  const Buffer noise = random_numbers(network.phi_size(), 2);
  for (std::size_t k = 0; k < noise.size(); ++k) parameters.phi[k] += noise[k] / 4;
  Workspace workspace(
      network,
      {.max_batch = kBatch, .backward = true, .once = recompute > 0, .recompute = recompute});
  const Buffer x = random_numbers(network.input_shape().size() * kBatch, 3);
  const auto logits = network.forward(parameters, workspace, x, kBatch, mode, 4);
  Gradients result{
      .logits{logits.begin(), logits.end()}, .d_phi = Buffer(network.phi_size()), .state = {}};
  for (const std::size_t output : network.outputs()) {
    const auto gradient = workspace.output_gradient(output);
    std::ranges::copy(random_numbers(gradient.size(), 5), gradient.begin());
  }
  network.backward(parameters, workspace, result.d_phi);
  network.update_state(workspace, parameters);
  result.state = parameters.state;
  return result;
}

std::string without_frozen(const std::string& text) {
  return std::regex_replace(text, std::regex(" frozen"), "");
}

/// A learning convolution before frozen layers of each kind with parameters, and learning ones after.
const std::string kBetween =
    "input 2 8 8\n a conv 4 3x3 pad 1\n d conv 4 3x3 pad 1 groups 4 frozen\n n batch_norm frozen\n"
    " r relu\n c conv 6 3x3 frozen\n b conv 20 3x3 pad 1 stride 2 frozen\n m batch_norm\n"
    " g global_avg_pool\n l linear 5 frozen\n f linear 3";

TEST(Frozen, LeavesTheGradientsOfTheOthersAsTheyAre) {
  const Network network = Network::parse(kBetween);
  const Gradients found = gradients_of(network, Mode::kEvaluate);
  const Gradients all = gradients_of(Network::parse(without_frozen(kBetween)), Mode::kEvaluate);
  expect_same_bits(found.logits, all.logits);
  for (const TensorSlice& slice : network.parameters()) {
    SCOPED_TRACE(slice.name);
    if (slice.spec.frozen) {
      expect_same_bits(slice.of(found.d_phi), Buffer(slice.spec.size()));
    } else {
      expect_same_bits(slice.of(found.d_phi), slice.of(all.d_phi));
    }
  }
}

TEST(Frozen, ComputesAsInEvaluation) {
  const std::string text =
      "input 2 4 4\n n batch_norm frozen\n d dropout 0.5 frozen\n g global_avg_pool\n f linear 3";
  const Network network = Network::parse(text);
  const Gradients training = gradients_of(network, Mode::kTrain);
  expect_same_bits(training.logits, gradients_of(network, Mode::kEvaluate).logits);
  expect_same_bits(training.state, network.initialise(1).state);
}

/// Four wide layers and a head.
std::string body(const std::string& word) {
  std::string text = "input 1 32 32\n";
  for (const char* name : {"a", "b", "c", "d"}) {
    text += std::string(name) + " conv 16 3x3 pad 1 " + word + "\n" + name + "n batch_norm " +
            word + "\n" + name + "r relu\n";
  }
  return text + "g global_avg_pool\nf linear 3";
}

TEST(Frozen, KeepsNoActivationsAndGoesNotBack) {
  const Network learning = Network::parse(body(""));
  const Network frozen = Network::parse(body("frozen"));
  const Workspace::Options options{.max_batch = 8, .backward = true};
  const auto all = Workspace(learning, options).memory();
  const auto few = Workspace(frozen, options).memory();
  const std::size_t map = std::size_t{16} * 32 * 32 * 8 * sizeof(real);
  EXPECT_GE(all.activations, 7 * map);
  EXPECT_LE(few.activations, 2 * map + 4096) << "what goes forward alone needs";
  EXPECT_GE(all.gradients, map);
  EXPECT_LE(few.gradients, 4096U);
  Workspace workspace(frozen, options);
  const Parameters parameters = frozen.initialise(1);
  const Buffer x(frozen.input_shape().size());
  frozen.forward(parameters, workspace, x, 1, Mode::kTrain);
  EXPECT_EQ(workspace.begin_backward().size(), 1U) << "the linear layer alone";
}

TEST(Frozen, GivesTheSameBitsWhereActivationsAreComputedAgain) {
  for (const std::string& text : {kBetween, body("frozen"), body("") + " frozen"}) {
    const Network network = Network::parse(text);
    const Gradients expected = gradients_of(network, Mode::kTrain);
    for (const int recompute : {1, 2, 5}) {
      expect_same_bits(gradients_of(network, Mode::kTrain, recompute).d_phi, expected.d_phi);
    }
  }
}

TEST(Frozen, IsNotMovedByAnyOptimizer) {
  const Network network = Network::parse(kBetween);
  for (const bool adamw : {false, true}) {
    const auto optimizer =
        adamw ? make_adamw({.weight_decay = 0.5}, network.phi_size(), network.parameters())
              : make_sgd({.weight_decay = 0.5}, network.phi_size(), network.parameters());
    const Parameters before = network.initialise(1);
    Parameters after = before;
    const Buffer d_phi = gradients_of(network, Mode::kTrain).d_phi;
    for (int step = 0; step < 3; ++step) optimizer->step(after.phi, d_phi, 0.1);
    for (const TensorSlice& slice : network.parameters()) {
      SCOPED_TRACE(slice.name);
      const bool same = std::ranges::equal(slice.of(before.phi), slice.of(after.phi));
      EXPECT_EQ(same, slice.spec.frozen);
    }
  }
}

TEST(Frozen, StandsInTheText) {
  const std::string text = "input 2 1 1\nf linear 3 no_bias frozen output\ng linear 2 from f\n";
  EXPECT_EQ(Network::parse(text).text(), text);
}

}  // namespace
}  // namespace backbeat::nn
