// Inference with prepared weights, against the forward pass in evaluation.

#include "nn/graph/inference.h"

#include <omp.h>
#include <stdexcept>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

/// Parameters and running statistics of a network that has learnt.
Parameters trained_parameters(const Network& network) {
  Parameters parameters = network.initialise(1);
  const Buffer noise = random_numbers(network.phi_size(), 2);
  for (std::size_t k = 0; k < noise.size(); ++k) parameters.phi[k] += noise[k] / 4;
  const Buffer state_noise = random_numbers(network.state_size(), 3);
  for (std::size_t k = 0; k < state_noise.size(); ++k) {
    parameters.state[k] = std::abs(parameters.state[k] + state_noise[k] / 4) + real{0.1F};
  }
  return parameters;
}

class InferenceTest : public testing::TestWithParam<const char*> {};

TEST_P(InferenceTest, GivesTheLogitsOfTheForwardPass) {
  const Network network = Network::parse(GetParam());
  const Parameters parameters = trained_parameters(network);
  Workspace workspace(network, {.max_batch = 5});
  Inference inference(network, parameters, 5);
  for (const int batch : {5, 1, 3}) {
    const Buffer x = random_numbers(network.input_shape().size() * index(batch), 7);
    const auto expected = network.forward(parameters, workspace, x, batch, Mode::kEvaluate);
    expect_close(inference(x, batch), std::vector<double>(expected.begin(), expected.end()), 1e-5);
  }
}

// Direct convolutions (few channels) and Winograd's (many), with each way to go on.
INSTANTIATE_TEST_SUITE_P(
    Networks, InferenceTest,
    testing::Values(
        "input 1 16 16\n c conv 5 3x3 pad 1\n n batch_norm",
        "input 1 16 16\n c conv 5 3x3 pad 1 no_bias\n n batch_norm\n r relu",
        "input 1 16 18\n c conv 5 3x3 pad 1\n n batch_norm\n r relu\n p max_pool 2x2",
        "input 1 150 130\n c conv 5 3x3 pad 1\n n batch_norm\n r relu\n p max_pool 2x2",
        "input 4 16 16\n c conv 4 3x3 pad 1\n n batch_norm\n a add from n input\n r relu",
        "input 16 16 16\n c conv 17 3x3 pad 1\n n batch_norm\n r relu\n p max_pool 2x2",
        "input 16 14 18\n c conv 17 3x3 pad 1\n n batch_norm\n r relu\n p max_pool 2x2",
        "input 16 16 16\n c conv 16 3x3 pad 1\n n batch_norm\n a add from n input\n r relu",
        "input 4 16 16\n c conv 4 3x3 groups 2\n n batch_norm\n r relu\n p max_pool 2x2",
        "input 4 16 16\n c conv 4 3x3\n n batch_norm\n r relu\n a add from r c",
        "input 4 16 16\n c conv 4 3x3 pad 1\n n batch_norm epsilon 0.1\n s hard_swish",
        "input 16 16 16\n c conv 16 3x3 pad 1\n n batch_norm\n a add from n input\n s hard_swish",
        "input 2 16 16\n c conv 5 3x3\n r relu\n n batch_norm\n p max_pool 14x1",
        "input 2 16 16\n c conv 5 3x3 pad 0:1x2:1\n r relu\n p max_pool 2x2",
        "input 4 8 8\n c conv 4 1x1\n a add from input c\n s hard_swish\n d conv 2 1x1 output",
        "input 4 8 8\n c conv 4 1x1\n d conv 4 3x3 pad 1 from input\n a add from c d\n r relu",
        "input 4 8 8\n c conv 4 1x1\n d conv 4 1x1 from input\n n batch_norm\n a add from c n\n r relu",
        "input 4 8 8\n c conv 4 1x1 output\n r relu\n d conv 3 1x1",
        "input 19 9 12\n d conv 19 3x5 groups 19 stride 2 pad 1x2\n n batch_norm\n s hard_swish\n"
        " g global_avg_pool\n e linear 4\n r relu\n x linear 19\n t sigmoid\n m scale from s t\n"
        " p conv 5 1x1 no_bias\n o batch_norm",
        "input 8 8 8\n d conv 8 3x3 groups 8 pad 1\n n batch_norm\n r relu\n p max_pool 2x2",
        "input 8 8 8\n d conv 8 3x3 groups 8 pad 1\n r relu\n p max_pool 2x2",
        "input 8 8 8\n d conv 8 3x3 groups 8 pad 1 no_bias\n a add from d input\n r relu",
        "input 4 9 9\n c conv 6 3x3\n r relu\n v flatten\n f linear 5\n n batch_norm\n s relu"));

TEST(Inference, ReusesMemoryOfActivations) {
  const Network network = Network::parse(
      "input 1 32 32\n a conv 8 3x3 pad 1\n b relu\n c conv 8 3x3 pad 1\n d relu\n e conv 8 3x3 "
      "pad 1\n g global_avg_pool");
  const Parameters parameters = network.initialise(1);
  const Inference one(network, parameters, 1);
  const Inference many(network, parameters, 101);
  const std::size_t image = std::size_t{8} * 32 * 32 * sizeof(real);
  EXPECT_LE(many.memory() - one.memory(), 100 * (2 * image + 1024)) << "two images at a time";
}

TEST(Inference, AnswersForEachExampleAsIfItWereAlone) {
  // Two million numbers an example: a few at a time.
  const Network network =
      Network::parse("input 1 512 512\n c conv 8 3x3 pad 1\n n batch_norm\n g global_avg_pool");
  const Parameters parameters = trained_parameters(network);
  constexpr int kBatch = 7;
  Inference together(network, parameters, kBatch);
  Inference alone(network, parameters, 1);
  const std::size_t size = network.input_shape().size();
  const Buffer x = random_numbers(size * kBatch, 7);
  const auto logits = together(x, kBatch);
  for (std::size_t i = 0; i < kBatch; ++i) {
    expect_same_bits(logits.subspan(i * 8, 8), alone(std::span(x).subspan(i * size, size), 1));
  }
}

TEST(Inference, ChangesNoBitWithTheNumberOfThreads) {
  const Network network = Network::parse(
      "input 16 20 20\n c conv 20 3x3 pad 1\n n batch_norm\n r relu\n d conv 3 5x5\n m batch_norm");
  const Parameters parameters = trained_parameters(network);
  const Buffer x = random_numbers(network.input_shape().size() * 3, 7);
  const int before = omp_get_max_threads();
  Buffer expected;
  for (const int threads : {1, 2, 5}) {
    omp_set_num_threads(threads);
    Inference inference(network, parameters, 3);
    const auto logits = inference(x, 3);
    if (expected.empty()) expected.assign(logits.begin(), logits.end());
    expect_same_bits(logits, expected);
  }
  omp_set_num_threads(before);
}

TEST(Inference, RefusesBatchesAndInputsThatDoNotFit) {
  const Network network = Network::parse("input 2 1 1\n f linear 3");
  const Parameters parameters = network.initialise(1);
  Inference inference(network, parameters, 2);
  const Buffer x(6);
  EXPECT_THROW(inference(x, 3), std::invalid_argument);
  EXPECT_THROW(inference(x, 2), std::invalid_argument);
  EXPECT_THROW(inference(std::span(x).first(0), 0), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::nn
