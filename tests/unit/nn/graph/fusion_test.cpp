// Fused nodes: what is fused, and that the numbers are those of the nodes one by one.

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

constexpr int kBatch = 5;

/// Names of the nodes that are run.
std::vector<std::string> operations_of(const std::string& text) {
  const Network network = Network::parse(text);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < network.nodes().size(); ++i) {
    if (network.operations()[i].layer != nullptr) names.push_back(network.nodes()[i].text.name);
  }
  return names;
}

TEST(Fusion, TakesBatchNormWithWhatFollowsIt) {
  using Names = std::vector<std::string>;
  const std::string begin = "input 1 6 8\n c conv 3 3x3\n n batch_norm\n ";
  EXPECT_EQ(operations_of(begin + "v flatten"), (Names{"c", "n", "v"}));
  EXPECT_EQ(operations_of(begin + "r relu\n v flatten"), (Names{"c", "r", "v"}));
  EXPECT_EQ(operations_of(begin + "r relu\n p max_pool 2x2"), (Names{"c", "p"}));
  EXPECT_EQ(operations_of(begin + "p max_pool 2x2\n r relu"), (Names{"c", "p", "r"}));
  EXPECT_EQ(operations_of(begin + "a add from n c\n r relu"), (Names{"c", "r"}));
  EXPECT_EQ(operations_of(begin + "m batch_norm from c\n a add from n m\n r relu"),
            (Names{"c", "m", "r"}));
}

TEST(Fusion, TakesHardSwishButNoPoolingAfterIt) {
  using Names = std::vector<std::string>;
  const std::string begin = "input 1 6 8\n c conv 3 3x3\n n batch_norm\n ";
  EXPECT_EQ(operations_of(begin + "a add from n c\n s hard_swish"), (Names{"c", "s"}));
  EXPECT_EQ(operations_of(begin + "s hard_swish\n p max_pool 2x2"), (Names{"c", "s", "p"}));
  EXPECT_EQ(operations_of(begin + "s silu"), (Names{"c", "n", "s"}));
}

TEST(Fusion, LeavesWhatItCanNotDo) {
  using Names = std::vector<std::string>;
  const std::string begin = "input 1 6 8\n c conv 3 3x3\n n batch_norm\n ";
  EXPECT_EQ(operations_of(begin + "r relu\n a add from n r"), (Names{"c", "n", "r", "a"}))
      << "the batch norm's output is read twice";
  EXPECT_EQ(operations_of(begin + "a add from n c c\n"), (Names{"c", "n", "a"}));
  EXPECT_EQ(operations_of(begin + "a add from n n\n"), (Names{"c", "n", "a"}));
  EXPECT_EQ(operations_of(begin + "p max_pool 3x3 stride 2"), (Names{"c", "n", "p"}));
  EXPECT_EQ(operations_of(begin + "p max_pool 2x2 stride 1"), (Names{"c", "n", "p"}));
  EXPECT_EQ(operations_of("input 1 5 8\n n batch_norm\n p max_pool 2x2"), (Names{"n", "p"}))
      << "an odd height";
}

struct Numbers {
  Buffer logits, d_phi, dx, state;
};

Numbers run(const std::string& text, Network::Fusion fusion, Mode mode) {
  const Network network = Network::parse(text, "network", {}, fusion);
  Parameters parameters = network.initialise(1);
  const Buffer noise = random_numbers(network.phi_size(), 2);
  for (std::size_t k = 0; k < noise.size(); ++k) parameters.phi[k] += noise[k] / 4;
  Workspace workspace(network, {.max_batch = kBatch, .backward = true, .input_gradient = true});
  const Buffer x = random_numbers(network.input_shape().size() * kBatch, 3);
  const auto logits = network.forward(parameters, workspace, x, kBatch, mode);
  Numbers numbers{.logits{logits.begin(), logits.end()}, .d_phi = Buffer(network.phi_size())};
  const Buffer dy = random_numbers(logits.size(), 4);
  std::copy(dy.begin(), dy.end(), workspace.output_gradient().begin());
  network.backward(parameters, workspace, numbers.d_phi);
  if (mode == Mode::kTrain) network.update_state(workspace, parameters);
  numbers.dx.assign(workspace.input_gradient().begin(), workspace.input_gradient().end());
  numbers.state = parameters.state;
  return numbers;
}

void expect_near(std::span<const real> found, std::span<const real> expected) {
  expect_close(found, std::vector<double>(expected.begin(), expected.end()), 1e-5);
}

class FusionTest : public testing::TestWithParam<const char*> {};

TEST_P(FusionTest, GivesTheNumbersOfTheNodesOneByOne) {
  for (const Mode mode : {Mode::kTrain, Mode::kEvaluate}) {
    const Numbers fused = run(GetParam(), Network::Fusion::kOn, mode);
    const Numbers single = run(GetParam(), Network::Fusion::kOff, mode);
    expect_near(fused.logits, single.logits);
    expect_near(fused.d_phi, single.d_phi);
    expect_near(fused.dx, single.dx);
    expect_near(fused.state, single.state);
  }
}

// 19 channels: a whole vector of 16 and three single ones.
INSTANTIATE_TEST_SUITE_P(
    Chains, FusionTest,
    testing::Values("input 2 6 8\n c conv 19 3x3\n n batch_norm\n r relu",
                    "input 2 6 8\n c conv 19 3x3\n n batch_norm\n p max_pool 2x2",
                    "input 2 6 8\n c conv 19 3x3\n n batch_norm\n r relu\n p max_pool 2x2",
                    "input 2 6 8\n c conv 19 3x3\n n batch_norm\n a add from c n",
                    "input 2 6 8\n c conv 19 3x3\n n batch_norm\n a add from n c\n r relu",
                    "input 2 6 8\n c conv 19 3x3\n n batch_norm\n a add from n c\n r relu\n "
                    "p max_pool 2x2",
                    "input 2 6 8\n c conv 19 3x3\n n batch_norm\n m batch_norm from c\n "
                    "a add from n m\n r relu\n d conv 3 1x1",
                    "input 19 1 1\n n batch_norm\n r relu\n f linear 3"));

}  // namespace
}  // namespace backbeat::nn
