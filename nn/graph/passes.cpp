#include <stdexcept>

#include <fmt/format.h>

#include "nn/graph/network.h"
#include "nn/graph/workspace.h"
#include "nn/hash.h"
#include "nn/parallel.h"

// Network's way forward and back, node by node.
namespace backbeat::nn {

void Network::check_call(std::span<const real> x, int batch, const Room& room) const {
  if (batch < 1 || batch > room.max_batch) {
    throw std::invalid_argument(
        fmt::format("batch: found {} examples, expected 1 to {}", batch, room.max_batch));
  }
  const std::size_t expected = input_shape().size() * static_cast<std::size_t>(batch);
  if (x.size() != expected) {
    throw std::invalid_argument(
        fmt::format("input: found {} numbers, expected {} for {} examples of {}", x.size(),
                    expected, batch, to_string(input_shape())));
  }
  if (threads_here() > room.threads) {
    throw std::logic_error(
        fmt::format("workspace: found {} threads, expected at most {}, as when made",
                    threads_here(), room.threads));
  }
}

std::span<const real> Network::forward(const Parameters& parameters, Workspace& workspace,
                                       std::span<const real> x, int batch, Mode mode,
                                       std::uint64_t random_key) const {
  workspace.begin({.x = x, .batch = batch, .mode = mode, .random_key = random_key});
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    if (operations_[i].layer != nullptr) forward_node(i, parameters, workspace);
  }
  return workspace.activation(nodes_.size() - 1);
}

void Network::forward_node(std::size_t i, const Parameters& parameters, Workspace& workspace,
                           bool again) const {
  const Operation& node = operations_[i];
  node.layer->forward(
      {.batch = workspace.pass().batch,
       .mode = node.frozen ? Mode::kEvaluate : workspace.pass().mode,
       .inputs = workspace.inputs(i),
       .output = workspace.activation(i),
       .phi = std::span(parameters.phi).subspan(node.phi_offset, node.phi_size),
       .state = std::span(parameters.state).subspan(node.state_offset, node.state_size),
       .cache = workspace.cache(i),
       .scratch = workspace.scratch(),
       .random_key = hash(workspace.pass().random_key, i),
       .again = again});
}

void Network::backward(const Parameters& parameters, Workspace& workspace,
                       std::span<real> d_phi) const {
  if (d_phi.size() != phi_size_) {
    throw std::invalid_argument(
        fmt::format("backward: d_phi: found {} numbers, expected {}", d_phi.size(), phi_size_));
  }
  for (const BackwardStep& step : workspace.begin_backward()) {
    if (step.forward) {
      workspace.compute_again(step.node);
      forward_node(step.node, parameters, workspace, true);
    } else {
      backward_node(step.node, parameters, workspace, d_phi);
    }
  }
}

void Network::backward_node(std::size_t i, const Parameters& parameters, Workspace& workspace,
                            std::span<real> d_phi) const {
  const Operation& node = operations_[i];
  node.layer->backward(
      {.batch = workspace.pass().batch,
       .mode = node.frozen ? Mode::kEvaluate : workspace.pass().mode,
       .inputs = workspace.inputs(i),
       .output = workspace.activation(i),
       .d_output = workspace.gradient(i),
       .d_inputs = workspace.input_gradients(i),
       .phi = std::span(parameters.phi).subspan(node.phi_offset, node.phi_size),
       .d_phi = d_phi.subspan(node.phi_offset, node.frozen ? 0 : node.phi_size),
       .state = std::span(parameters.state).subspan(node.state_offset, node.state_size),
       .cache = workspace.cache(i),
       .scratch = workspace.scratch(),
       .random_key = hash(workspace.pass().random_key, i),
       .add = workspace.adds(i)});
  workspace.sum_branches(i);
}

void Network::update_state(const Workspace& workspace, Parameters& parameters) const {
  for (std::size_t i = 1; i < nodes_.size(); ++i) {
    const Operation& node = operations_[i];
    if (node.layer == nullptr || node.state_size == 0 || node.frozen) continue;
    node.layer->update_state(
        workspace.pass().batch, workspace.cache(i),
        std::span(parameters.state).subspan(node.state_offset, node.state_size));
  }
}

}  // namespace backbeat::nn
