// Networks that end in several outputs.

#include <gmock/gmock.h>

#include "nn/graph/heads.h"
#include "nn/graph/inference.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A batch norm that is an output and goes on to what could be done at once with it, and a head in
/// the middle.
constexpr const char* kText =
    "input 1 8 8\n c conv 4 3x3 pad 1\n n batch_norm output\n r relu\n p max_pool 2x2\n"
    "g global_avg_pool\n side linear 2 output\n f linear 5 from g\n s relu output\n d dropout 0.3\n"
    "out linear 3";

class Outputs : public testing::Test {
 protected:
  Buffer values(std::size_t node) {
    const auto view = workspace_.activation(node);
    return {view.begin(), view.end()};
  }

  Network network_ = Network::parse(kText);
  Parameters parameters_ = network_.initialise(1);
  Workspace workspace_{network_, {.max_batch = 3, .backward = true, .once = true}};
  Buffer x_ = random_numbers(std::size_t{3} * 64, 2);
};

TEST_F(Outputs, AreThoseThatSayItAndTheLast) {
  EXPECT_THAT(network_.outputs(), ElementsAre(2, 6, 8, 10));
  EXPECT_EQ(network_.output_shape().channels, 3);
  EXPECT_EQ(Network::parse("input 4 1 1\nout linear 2 output").outputs().size(), 1U);
}

TEST_F(Outputs, StandInTheText) {
  EXPECT_THAT(network_.text(), HasSubstr("side linear 2 output\nf linear 5 from g\n"));
  EXPECT_EQ(Network::parse(network_.text()).outputs(), network_.outputs());
  EXPECT_THAT(Network::parse("input 4 1 1\na linear 2 output from input\nb relu from a").text(),
              HasSubstr("a linear 2 output from input\n"));
}

/// What is marked changes nothing but how long it is kept.
TEST_F(Outputs, HaveTheValuesOfTheSameNetworkWithoutThem) {
  const auto logits = network_.forward(parameters_, workspace_, x_, 3, Mode::kTrain, 5);
  const Buffer all(logits.begin(), logits.end());
  for (const std::size_t output : network_.outputs()) {
    SCOPED_TRACE(output);
    std::vector<NodeText> lines;
    for (std::size_t i = 0; i <= output; ++i) {
      lines.push_back(network_.nodes()[i].text);
      // A head is no part of the way to a later output, but holds its place: dropout's draws and
      // parameters go by position.
      lines.back().is_output = lines.back().name == "side";
    }
    const Network alone = Network::parse(format_network_text(lines));
    Parameters parameters = alone.initialise(2);
    copy_common(network_, parameters_, alone, parameters);
    Workspace workspace(alone, {.max_batch = 3});
    expect_close(
        values(output),
        [&] {
          const auto y = alone.forward(parameters, workspace, x_, 3, Mode::kTrain, 5);
          return std::vector<double>(y.begin(), y.end());
        }(),
        1e-5);
  }
  expect_same_bits(values(10), all);
}

TEST_F(Outputs, StayUntilTheNextPass) {
  network_.forward(parameters_, workspace_, x_, 3, Mode::kTrain, 5);
  std::vector<Buffer> before;
  for (const std::size_t output : network_.outputs()) {
    before.push_back(values(output));
    std::ranges::fill(workspace_.output_gradient(output), real{1});
  }
  Buffer d_phi(network_.phi_size());
  network_.backward(parameters_, workspace_, d_phi);
  for (std::size_t k = 0; k < before.size(); ++k) {
    expect_same_bits(values(network_.outputs()[k]), before[k]);
  }
}

TEST(OutputsOfInference, AreThoseOfTheForwardPass) {
  for (const char* text : {kText, "input 1 8 8\nc conv 4 3x3 pad 1 output\nn batch_norm\nr relu"}) {
    const Network network = Network::parse(text);
    const Parameters parameters = network.initialise(1);
    Inference inference(network, parameters, 3);
    Workspace workspace(network, {.max_batch = 3});
    for (const int batch : {3, 2}) {
      const Buffer x = random_numbers(index(batch) * 64, 2);
      network.forward(parameters, workspace, x, batch, Mode::kEvaluate);
      inference(x, batch);
      for (std::size_t k = 0; k < network.outputs().size(); ++k) {
        const auto expected = workspace.activation(network.outputs()[k]);
        expect_close(inference.output(k), {expected.begin(), expected.end()}, 1e-5);
      }
    }
  }
}

}  // namespace
}  // namespace backbeat::nn
