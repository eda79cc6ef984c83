// The same bits for any number of threads: forward, backward and three steps of an optimiser.

#include <omp.h>

#include "tests/unit/nn/training_steps.h"

namespace backbeat::nn {
namespace {

// Odd sizes on purpose: they leave every vectorised loop a remainder.
constexpr const char* kText =
    "input 1 33 29\n conv1 conv 7 3x3 pad 1 no_bias\n norm1 batch_norm\n relu1 relu\n pool1 "
    "max_pool 2x2\n"
    "conv2 conv 9 3x3 pad 1 no_bias\n norm2 batch_norm\n relu2 relu\n pool2 max_pool 3x3 stride 2 "
    "pad 1\n"
    "conv3 conv 9 3x3 pad 1\n norm3 batch_norm\n join add from norm3 pool2\n relu3 relu\n"
    "mean avg_pool 2x2\n peak global_max_pool\n level global_avg_pool from mean\n"
    "both concat from peak level\n fc1 linear 37\n norm6 batch_norm\n relu6 relu\n drop dropout "
    "0.5\n"
    "out linear 5";
constexpr int kBatch = 19;

struct Run {
  Buffer phi, state, dx;
};

Run train(int threads, const SgdOptions* sgd) {
  const int before = omp_get_max_threads();
  omp_set_num_threads(threads);
  const Network network = Network::parse(kText);
  Parameters parameters = network.initialise(3);
  Workspace workspace(network, {.max_batch = kBatch, .backward = true, .input_gradient = true});
  const auto optimizer = sgd != nullptr ? make_sgd(*sgd, network.phi_size(), network.parameters())
                                        : make_adamw({}, network.phi_size(), network.parameters());
  std::vector<int> labels(kBatch);
  for (int i = 0; i < kBatch; ++i) labels[index(i)] = i % 5;
  take_steps(network, parameters, workspace, *optimizer, labels, 3, [&](unsigned step) {
    return random_numbers(network.input_shape().size() * kBatch, step);
  });
  omp_set_num_threads(before);
  const auto dx = workspace.input_gradient();
  return {.phi = parameters.phi, .state = parameters.state, .dx{dx.begin(), dx.end()}};
}

void expect_equal_runs(const SgdOptions* sgd) {
  const Run one = train(1, sgd);
  for (const int threads : {2, 3, 5}) {
    SCOPED_TRACE(threads);
    const Run several = train(threads, sgd);
    expect_same_bits(several.phi, one.phi);
    expect_same_bits(several.state, one.state);
    expect_same_bits(several.dx, one.dx);
  }
}

TEST(Threads, ChangeNoBitOfTrainingWithSgd) {
  const SgdOptions sgd{.momentum = 0.9, .nesterov = true, .weight_decay = 0.01};
  expect_equal_runs(&sgd);
}

TEST(Threads, ChangeNoBitOfTrainingWithAdamW) {
  expect_equal_runs(nullptr);
}

}  // namespace
}  // namespace backbeat::nn
