#pragma once

#include <span>

#include "nn/training/loss.h"
#include "nn/training/optimizer.h"
#include "tests/unit/nn/support.h"

namespace backbeat::nn {

/// Steps of training: forward, cross-entropy, backward, the optimiser at a learning rate of 0.01.
/// `x(step)` gives the inputs of a batch of one example for each of `labels`.
template <typename Inputs>
void take_steps(const Network& network, Parameters& parameters, Workspace& workspace,
                Optimizer& optimizer, std::span<const int> labels, unsigned steps, Inputs x) {
  const auto batch = static_cast<int>(labels.size());
  for (unsigned step = 0; step < steps; ++step) {
    const Buffer inputs = x(step);
    const auto logits = network.forward(parameters, workspace, inputs, batch, Mode::kTrain, step);
    CrossEntropy{}(logits, labels, workspace.output_gradient());
    Buffer d_phi(network.phi_size());
    network.backward(parameters, workspace, d_phi);
    network.update_state(workspace, parameters);
    optimizer.step(parameters.phi, d_phi, 0.01);
  }
}

}  // namespace backbeat::nn
