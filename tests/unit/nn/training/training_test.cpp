// All parts together learn: a few dozen steps on data that can be told apart.

#include "nn/training/loss.h"
#include "nn/training/optimizer.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {
namespace {

struct Trained {
  Parameters parameters;
  double first_loss = 0.0;
  double last_loss = 0.0;
};

Trained train(const Network& network, const Buffer& x, const std::vector<int>& labels, int steps) {
  const int batch = static_cast<int>(labels.size());
  Trained result{.parameters = network.initialise(1)};
  Workspace workspace(network, {.max_batch = batch, .backward = true});
  const auto sgd = make_sgd({.momentum = 0.9}, network.phi_size(), network.parameters());
  for (int step = 0; step < steps; ++step) {
    const auto logits = network.forward(result.parameters, workspace, x, batch, Mode::kTrain);
    result.last_loss = CrossEntropy{}(logits, labels, workspace.output_gradient());
    if (step == 0) result.first_loss = result.last_loss;
    Buffer d_phi(network.phi_size());
    network.backward(result.parameters, workspace, d_phi);
    network.update_state(workspace, result.parameters);
    sgd->step(result.parameters.phi, d_phi, 0.05);
  }
  return result;
}

TEST(Training, LearnsARingAroundADisc) {
  const Buffer noise = random_numbers(128, 1);
  Buffer x;
  std::vector<int> labels;
  for (int i = 0; i < 64; ++i) {
    const double angle = 0.1 * i;
    const double radius = (i % 2 == 0 ? 0.5 : 2.0) + 0.1 * static_cast<double>(noise[index(i)]);
    x.push_back(static_cast<real>(radius * std::cos(angle)));
    x.push_back(static_cast<real>(radius * std::sin(angle)));
    labels.push_back(i % 2);
  }
  const Network network =
      Network::parse("input 2 1 1\n a linear 16\n b relu\n c linear 16\n d relu\n out linear 2");
  const Trained trained = train(network, x, labels, 100);
  EXPECT_GT(trained.first_loss, 0.3);
  EXPECT_LT(trained.last_loss, 0.01);
}

/// Stripes along the rows (class 0) or the columns (class 1) at random phase, with noise.
Buffer stripes(const std::vector<int>& labels, unsigned seed) {
  Buffer x = random_numbers(labels.size() * 64, seed);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t at = 0; at < 64; ++at) {
      const std::size_t along = labels[i] == 0 ? at / 8 : at % 8;
      x[i * 64 + at] =
          real{0.3F} * x[i * 64 + at] + ((along + i / 2) / 2 % 2 == 0 ? real{1} : real{-1});
    }
  }
  return x;
}

TEST(Training, OfAConvolutionalNetworkCarriesOverToNewDataInEvaluation) {
  std::vector<int> labels(40);
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<int>(i % 2);
  const Network network = Network::parse(
      "input 1 8 8\n c conv 6 3x3 pad 1 no_bias\n n batch_norm\n r relu\n g global_avg_pool\n d "
      "dropout 0.1\n out linear 2");
  const Trained trained = train(network, stripes(labels, 1), labels, 60);
  EXPECT_LT(trained.last_loss, 0.1);

  Workspace workspace(network, {.max_batch = 40});
  const Buffer x = stripes(labels, 2);
  const auto f = network.forward(trained.parameters, workspace, x, 40, Mode::kEvaluate);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(f[2 * i + 1] > f[2 * i] ? 1 : 0, labels[i]) << "example " << i;
  }
}

}  // namespace
}  // namespace backbeat::nn
