// One workspace serves every batch up to its largest, and no pass leaves a trace in the next.

#include "nn/graph/workspace.h"

#include <omp.h>
#include <stdexcept>

#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

constexpr const char* kText =
    "input 1 12 10\n c1 conv 4 3x3 pad 1 no_bias\n n1 batch_norm\n r1 relu\n"
    "c2 conv 4 3x3 pad 1\n n2 batch_norm\n j add from n2 r1\n r2 relu\n p max_pool 2x2\n"
    "m global_avg_pool\n x global_max_pool from p\n both concat from m x\n d dropout 0.4\n out "
    "linear 3";

class WorkspaceTest : public testing::Test {
 protected:
  struct Result {
    Buffer logits, d_phi, state;
  };

  Result train(Workspace& workspace, int batch, unsigned seed) {
    x_ = random_numbers(network_.input_shape().size() * static_cast<std::size_t>(batch), seed);
    const auto logits = network_.forward(parameters_, workspace, x_, batch, Mode::kTrain, seed);
    Result result{.logits{logits.begin(), logits.end()}, .d_phi = Buffer(network_.phi_size())};
    const Buffer dy = random_numbers(logits.size(), seed + 1);
    std::copy(dy.begin(), dy.end(), workspace.output_gradient().begin());
    network_.backward(parameters_, workspace, result.d_phi);
    Parameters moved = parameters_;
    network_.update_state(workspace, moved);
    result.state = moved.state;
    return result;
  }

  Network network_ = Network::parse(kText);
  Parameters parameters_ = network_.initialise(1);
  Buffer x_;  // backward reads it too
};

TEST_F(WorkspaceTest, ResultsDoNotDependOnEarlierOrLargerBatches) {
  Workspace fresh(network_, {.max_batch = 3, .backward = true});
  const Result expected = train(fresh, 3, 5);

  Workspace used(network_, {.max_batch = 20, .backward = true});
  train(used, 20, 11);
  train(used, 1, 12);
  const Result found = train(used, 3, 5);
  expect_same_bits(found.logits, expected.logits);
  expect_same_bits(found.d_phi, expected.d_phi);
  expect_same_bits(found.state, expected.state);
}

TEST_F(WorkspaceTest, ForwardOnlyIsSmallerAndGivesTheSameLogits) {
  Workspace training(network_, {.max_batch = 8, .backward = true});
  Workspace forward_only(network_, {.max_batch = 8});
  EXPECT_LT(forward_only.memory().total, training.memory().total);
  const Buffer x = random_numbers(network_.input_shape().size() * 8, 3);
  const auto a = network_.forward(parameters_, training, x, 8, Mode::kEvaluate);
  const auto b = network_.forward(parameters_, forward_only, x, 8, Mode::kEvaluate);
  expect_same_bits(b, a);
}

TEST_F(WorkspaceTest, BackwardMayRunTwice) {
  Workspace workspace(network_, {.max_batch = 4, .backward = true, .input_gradient = true});
  const Result once = train(workspace, 4, 5);
  Buffer again(network_.phi_size());
  network_.backward(parameters_, workspace, again);
  expect_same_bits(again, once.d_phi);
}

TEST_F(WorkspaceTest, RefusesBatchesAndInputsThatDoNotFit) {
  Workspace workspace(network_, {.max_batch = 2, .backward = true});
  const Buffer x(network_.input_shape().size() * 3);
  const auto forward = [&](std::size_t numbers, int batch) {
    network_.forward(parameters_, workspace, std::span(x).first(numbers), batch, Mode::kTrain);
  };
  EXPECT_THROW(forward(0, 0), std::invalid_argument);
  EXPECT_THROW(forward(x.size(), 3), std::invalid_argument);
  EXPECT_THROW(forward(x.size() / 3, 2), std::invalid_argument);
  EXPECT_THROW(forward(x.size() / 3 - 1, 1), std::invalid_argument);
  EXPECT_NO_THROW(forward(x.size() / 3, 1));
}

TEST_F(WorkspaceTest, RefusesAGradientThatIsNotAsLongAsPhi) {
  Workspace workspace(network_, {.max_batch = 1, .backward = true});
  const Buffer x(network_.input_shape().size());
  network_.forward(parameters_, workspace, x, 1, Mode::kTrain);
  Buffer short_gradient(network_.phi_size() - 1);
  EXPECT_THROW(network_.backward(parameters_, workspace, short_gradient), std::invalid_argument);
}

TEST_F(WorkspaceTest, RefusesBackwardWhenMadeForForward) {
  Workspace workspace(network_, {.max_batch = 1});
  const Buffer x(network_.input_shape().size());
  network_.forward(parameters_, workspace, x, 1, Mode::kTrain);
  Buffer d_phi(network_.phi_size());
  EXPECT_THROW(network_.backward(parameters_, workspace, d_phi), std::logic_error);
  EXPECT_TRUE(workspace.output_gradient().empty());
}

TEST_F(WorkspaceTest, RefusesMoreThreadsThanItWasMadeFor) {
  const int threads = omp_get_max_threads();
  Workspace workspace(network_, {.max_batch = 1});
  const Buffer x(network_.input_shape().size());
  omp_set_num_threads(threads + 1);
  EXPECT_THROW(network_.forward(parameters_, workspace, x, 1, Mode::kTrain), std::logic_error);
  omp_set_num_threads(threads);
}

TEST_F(WorkspaceTest, OneNetworkServesTwoWorkspacesTurnByTurn) {
  Workspace a(network_, {.max_batch = 2});
  Workspace b(network_, {.max_batch = 2});
  const Buffer x = random_numbers(network_.input_shape().size() * 2, 3);
  const Buffer other = random_numbers(network_.input_shape().size() * 2, 4);
  const auto first = network_.forward(parameters_, a, x, 2, Mode::kEvaluate);
  const Buffer kept(first.begin(), first.end());
  network_.forward(parameters_, b, other, 2, Mode::kEvaluate);
  expect_same_bits(first, kept);
}

}  // namespace
}  // namespace backbeat::nn
