// Networks that end in several outputs, each with its own loss.

#include "nn/graph/workspace.h"
#include "nn/training/loss.h"
#include "tests/gradient/support.h"

namespace backbeat::nn {
namespace {

constexpr int kBatch = 3;

void expect_right_gradients_of_all(const std::string& text, const OutputsLoss& loss) {
  const Network network = Network::parse(text);
  const Parameters parameters = random_parameters(network, 7);
  const Buffer x = random_numbers(network.input_shape().size() * kBatch, 17);
  const GradientError worst = check_gradients(network, parameters, x, loss, {.batch = kBatch});
  EXPECT_LE(worst.relative, kTolerance)
      << text << "\nworst at " << worst.where << ": backward gives " << worst.analytic
      << ", the difference quotient " << worst.numeric;
}

/// The sum of weighted_loss() over all outputs, each with its own weights.
OutputsLoss sum_of_losses(const Network& network) {
  return [outputs = network.outputs()](Workspace& workspace) {
    double loss = 0.0;
    for (const std::size_t output : outputs) {
      loss += weighted_loss(static_cast<unsigned>(output))(workspace.activation(output),
                                                           workspace.output_gradient(output));
    }
    return loss;
  };
}

TEST(OutputsGradient, OfTwoHeadsWithTheirOwnLosses) {
  const std::string text =
      "input 1 6 6\nc conv 3 3x3 pad 1\nn batch_norm\nr relu\ng global_avg_pool\nh linear 5\n"
      "d dropout 0.4\nside linear 2 output\nyes_no linear 4 output from d\nout linear 3 from d";
  const std::size_t out = Network::parse(text).nodes().size() - 1;
  const Buffer numbers = random_numbers(std::size_t{kBatch} * 2, 5);
  const Buffer probabilities{0.1, 0.9, 0.5, 0.2, 0.0, 1.0, 0.3, 0.6, 0.7, 0.2, 0.4, 0.8};
  const Buffer first_two{1.0, 1.0, 0.0};
  expect_right_gradients_of_all(text, [&](Workspace& workspace) {
    // The third example has a label alone, the first one targets alone.
    double loss = CrossEntropy{.label_smoothing = 0.1}(
        workspace.activation(out), std::vector<int>{-1, 2, 0}, workspace.output_gradient());
    loss += mean_squared_error(workspace.activation(out - 2), SoftTargets{numbers, first_two},
                               workspace.output_gradient(out - 2));
    const auto d_yes_no = workspace.output_gradient(out - 1);
    loss += 0.5 * binary_cross_entropy(workspace.activation(out - 1), {probabilities, first_two},
                                       d_yes_no);
    for (real& d : d_yes_no) d *= 0.5;
    return loss;
  });
}

class OutputsGradientOf : public testing::TestWithParam<const char*> {};

TEST_P(OutputsGradientOf, AnyNodes) {
  expect_right_gradients_of_all(GetParam(), sum_of_losses(Network::parse(GetParam())));
}

// Outputs within what is otherwise one fused operation, before a branch, light ones, and an output
// that others read.
INSTANTIATE_TEST_SUITE_P(
    Networks, OutputsGradientOf,
    testing::Values(
        "input 2 4 4\nc conv 3 3x3 pad 1 output\nn batch_norm\nr relu\np max_pool 2x2",
        "input 2 4 4\nc conv 3 3x3 pad 1\nn batch_norm output\nr relu\np max_pool 2x2",
        "input 2 4 4\nc conv 3 3x3 pad 1\nn batch_norm\nr relu output\np max_pool 2x2",
        "input 2 4 4\nc conv 2 3x3 pad 1 output\nd conv 2 3x3 pad 1\na add output from c d\nr "
        "relu\n"
        "e conv 1 1x1 output from a\nf conv 2 1x1 from r",
        "input 3 1 1\na linear 4 output\nb relu output\nc dropout 0.5 output\nd linear 2"));

TEST(OutputsGradient, StaysTheSameWhereActivationsAreComputedAgain) {
  const Network network = Network::parse(
      "input 2 6 6\nc conv 3 3x3 pad 1\nn batch_norm\nr relu output\np max_pool 2x2\n"
      "e conv 2 3x3 pad 1\nm batch_norm output\ns relu\ng global_avg_pool\nh linear 2 output\n"
      "out linear 3 from g");
  const Parameters parameters = random_parameters(network, 3);
  const Buffer x = random_numbers(kBatch * network.input_shape().size(), 4);
  const auto gradient = [&](const Workspace::Options& options) {
    Workspace workspace(network, options);
    network.forward(parameters, workspace, x, kBatch, Mode::kTrain, 5);
    sum_of_losses(network)(workspace);
    Buffer d_phi(network.phi_size());
    network.backward(parameters, workspace, d_phi);
    return d_phi;
  };
  const Buffer expected = gradient({.max_batch = kBatch, .backward = true});
  EXPECT_EQ(gradient({.max_batch = kBatch, .backward = true, .once = true}), expected);
  for (const int recompute : {1, 2, 4}) {
    EXPECT_EQ(gradient({.max_batch = kBatch, .backward = true, .recompute = recompute}), expected)
        << recompute;
  }
}

}  // namespace
}  // namespace backbeat::nn
