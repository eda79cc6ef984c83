// Acyclic networks drawn at random: whatever the graph, gradients are right, and computing
// activations again changes no bit.

#include <fmt/format.h>

#include "nn/graph/workspace.h"
#include "tests/gradient/support.h"

namespace backbeat::nn {
namespace {

/// Writes a network's text node by node. All planes stay 5 x 4, so that any two can be joined by
/// concat; a 1x1 convolution gives both sides of an add equal channels.
class RandomNetwork {
 public:
  explicit RandomNetwork(unsigned seed) : generator_(seed) {
    const int layers = draw(4, 12);
    for (int i = 0; i < layers; ++i) add_layer();
    join_loose_ends();
    text_ += draw(0, 1) == 0 ? "pool global_avg_pool\n" : "pool global_max_pool\n";
    text_ += "out linear 3\n";
  }

  const std::string& text() const { return text_; }

 private:
  int draw(int low, int high) { return std::uniform_int_distribution(low, high)(generator_); }
  std::string any_node() { return names_[static_cast<std::size_t>(draw(0, last()))]; }
  int last() const { return static_cast<int>(names_.size()) - 1; }

  void add_node(const std::string& kind, const std::vector<std::string>& inputs) {
    const std::string name = fmt::format("n{}", names_.size());
    text_ += fmt::format("{} {} from {}\n", name, kind, fmt::join(inputs, " "));
    names_.push_back(name);
    for (const std::string& input : inputs) std::erase(loose_, input);
    loose_.push_back(name);
  }

  std::string same_channels(const std::string& node) {
    add_node("conv 2 1x1", {node});
    return names_.back();
  }

  void add_layer() {
    const std::vector<std::string> kinds{"conv 2 3x3 pad 1",
                                         "conv 3 1x1 no_bias",
                                         "conv 2 3x3 pad 2 dilation 2",
                                         "batch_norm",
                                         "relu",
                                         "max_pool 3x3 stride 1 pad 1",
                                         "dropout 0.3",
                                         "avg_pool 3x3 stride 1 pad 1",
                                         "add",
                                         "concat"};
    const std::string& kind = kinds[static_cast<std::size_t>(draw(0, 9))];
    if (kind == "add") {
      const std::string a = same_channels(any_node());
      const std::string b = same_channels(any_node());
      add_node("add", {a, b, a});
    } else if (kind == "concat") {
      add_node("concat", {any_node(), any_node()});
    } else {
      add_node(kind, {any_node()});
    }
  }

  void join_loose_ends() {
    const std::vector<std::string> ends = loose_;
    if (ends.size() > 1) add_node("concat", ends);
    add_node("conv 3 3x3 pad 1", {loose_.front()});
  }

  std::mt19937 generator_;
  std::string text_ = "input 2 5 4\n";
  std::vector<std::string> names_{"input"};
  std::vector<std::string> loose_{"input"};
};

class RandomGraph : public testing::TestWithParam<unsigned> {};

TEST_P(RandomGraph, HasRightGradients) {
  expect_right_gradients(RandomNetwork(GetParam()).text(), 2, Mode::kTrain, weighted_loss(),
                         GetParam());
}

TEST_P(RandomGraph, HasTheSameGradientsWhereActivationsAreComputedAgain) {
  const Network network = Network::parse(RandomNetwork(GetParam()).text());
  const Parameters parameters = random_parameters(network, GetParam());
  const Buffer x = random_numbers(2 * network.input_shape().size(), 4);
  const auto gradient = [&](int recompute) {
    Workspace workspace(network, {.max_batch = 2, .backward = true, .recompute = recompute});
    const auto f = network.forward(parameters, workspace, x, 2, Mode::kTrain, 5);
    weighted_loss()(f, workspace.output_gradient());
    Buffer d_phi(network.phi_size());
    network.backward(parameters, workspace, d_phi);
    return d_phi;
  };
  const Buffer expected = gradient(0);
  for (const int recompute : {1, 2, 5}) EXPECT_EQ(gradient(recompute), expected) << recompute;
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomGraph, testing::Range(0U, 20U));

}  // namespace
}  // namespace backbeat::nn
