#include "apps/tour/mlp.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "nn/graph/workspace.h"
#include "nn/training/loss.h"

namespace backbeat::apps::tour {
namespace {

constexpr std::array kX{1.5F, 1.0F};
constexpr std::array kY{1.0F, -0.5F};

using Node = nn::Network::Node;

// Positions of nodes: x f0 h1 f1 h2 f2.
std::size_t node_of_h(std::size_t k) {
  return 2 * k;
}
std::size_t node_of_f(std::size_t k) {
  return 2 * k + 1;
}

std::span<const float> phi_of(const Node& node, const nn::Parameters& parameters) {
  return std::span(parameters.phi).subspan(node.phi_offset, node.phi_size);
}

/// The library's layer on one example, by itself.
Grid layer_forward(const Node& node, const nn::Parameters& parameters, const Grid& input) {
  const std::array<std::span<const float>, 1> inputs{input.values};
  std::vector<float> output(node.shape.size());
  node.layer->forward(
      {.batch = 1, .inputs = inputs, .output = output, .phi = phi_of(node, parameters)});
  return column(output);
}

/// dl/d(input) from dl/d(output) by the library's layer, by itself.
Grid layer_backward(const Node& node, const nn::Parameters& parameters, const Grid& input,
                    const Grid& output, const Grid& d_output) {
  const std::array<std::span<const float>, 1> inputs{input.values};
  std::vector<float> d_input(input.values.size());
  std::vector<float> d_phi(node.phi_size);
  const std::array<std::span<float>, 1> d_inputs{d_input};
  node.layer->backward({.batch = 1,
                        .inputs = inputs,
                        .output = output.values,
                        .d_output = d_output.values,
                        .d_inputs = d_inputs,
                        .phi = phi_of(node, parameters),
                        .d_phi = d_phi});
  return column(d_input);
}

/// A parameter tensor, or its gradient, out of the vector of all.
Grid tensor(const nn::TensorSlice& slice, const nn::Buffer& buffer) {
  Grid grid = column(slice.of(buffer));
  grid.rows = static_cast<std::size_t>(slice.spec.shape[0]);
  grid.columns = grid.values.size() / grid.rows;
  return grid;
}

double loss_at(const nn::Network& network, const nn::Parameters& parameters,
               nn::Workspace& workspace) {
  const auto f = network.forward(parameters, workspace, kX, 1, nn::Mode::kTrain);
  std::array<float, kY.size()> unused{};
  return nn::mean_squared_error(f, kY, unused);
}

}  // namespace

nn::Network mlp_network() {
  return nn::Network::parse(
      "x   input 2 1 1\n"
      "f0  linear 3\n"
      "h1  relu\n"
      "f1  linear 3\n"
      "h2  relu\n"
      "f2  linear 2\n",
      "mlp");
}

nn::Parameters mlp_parameters(const nn::Network& network) {
  // One unit of each hidden layer ends up below 0, so that ReLU is seen to switch off.
  const std::map<std::string, std::vector<float>> numbers{
      {"f0.weight", {0.5F, -0.4F, 0.3F, 0.8F, -0.6F, 0.2F}},
      {"f0.bias", {0.1F, -0.2F, 0.3F}},
      {"f1.weight", {0.7F, -0.3F, 0.2F, -0.5F, 0.4F, 0.9F, 0.6F, 0.5F, -0.1F}},
      {"f1.bias", {-0.1F, 0.2F, 0.3F}},
      {"f2.weight", {0.8F, -0.5F, 0.3F, -0.2F, 0.6F, 0.7F}},
      {"f2.bias", {0.2F, -0.3F}}};
  nn::Parameters parameters{.phi = nn::Buffer(network.phi_size()), .state = {}};
  for (const nn::TensorSlice& slice : network.parameters()) {
    std::ranges::copy(numbers.at(slice.name), slice.of(parameters.phi).begin());
  }
  return parameters;
}

MlpTrace trace_mlp(const nn::Network& network, const nn::Parameters& parameters) {
  nn::Workspace workspace(network, {.max_batch = 1, .backward = true, .input_gradient = true});
  const auto output = network.forward(parameters, workspace, kX, 1, nn::Mode::kTrain);
  MlpTrace t;
  t.y = column(kY);
  t.loss = nn::mean_squared_error(output, kY, workspace.output_gradient());
  t.df[2] = column(workspace.output_gradient());
  nn::Buffer d_phi(network.phi_size());
  network.backward(parameters, workspace, d_phi);
  for (std::size_t k = 0; k < kLayers; ++k) {
    const nn::TensorSlice& Omega = network.parameters()[2 * k];
    const nn::TensorSlice& beta = network.parameters()[2 * k + 1];
    t.Omega[k] = tensor(Omega, parameters.phi);
    t.beta[k] = tensor(beta, parameters.phi);
    t.dOmega[k] = tensor(Omega, d_phi);
    t.dbeta[k] = tensor(beta, d_phi);
    t.h[k] = k == 0 ? column(kX) : column(workspace.activation(node_of_h(k)));
  }
  t.f[2] = column(workspace.activation(node_of_f(2)));
  t.dh[0] = column(workspace.input_gradient());

  const std::vector<Node>& nodes = network.nodes();
  for (std::size_t k = 0; k < 2; ++k) {
    t.f[k] = layer_forward(nodes[node_of_f(k)], parameters, t.h[k]);
  }
  for (std::size_t k = 2; k > 0; --k) {
    t.dh[k] = layer_backward(nodes[node_of_f(k)], parameters, t.h[k], t.f[k], t.df[k]);
    t.df[k - 1] = layer_backward(nodes[node_of_h(k)], parameters, t.f[k - 1], t.h[k], t.dh[k]);
  }
  return t;
}

std::vector<double> mlp_errors(const nn::Network& network, nn::Parameters parameters,
                               const MlpTrace& trace) {
  // Each parameter moves f_2 along a straight line until a ReLU switches, and l is a square: a
  // central difference is exact but for rounding, which a long step keeps small.
  constexpr float kStep = 1.0F / 64.0F;
  nn::Workspace workspace(network, {.max_batch = 1});
  std::vector<double> errors;
  for (std::size_t s = 0; s < network.parameters().size(); ++s) {
    const Grid& derivative = s % 2 == 0 ? trace.dOmega[s / 2] : trace.dbeta[s / 2];
    const std::span<float> values = network.parameters()[s].of(parameters.phi);
    errors.push_back(0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const float value = values[i];
      values[i] = value + kStep;
      const double up = loss_at(network, parameters, workspace);
      values[i] = value - kStep;
      const double down = loss_at(network, parameters, workspace);
      values[i] = value;
      const double difference = (up - down) / (2.0 * kStep);
      errors.back() = std::max(errors.back(), std::abs(difference - derivative.values[i]));
    }
  }
  return errors;
}

Grid mlp_df_dh(const nn::Network::Node& layer, const nn::Parameters& parameters, const Grid& h) {
  constexpr float kStep = 0.5F;  // f is linear in h: no step is too long
  Grid result{.rows = h.rows, .columns = layer.shape.size(), .values = {}};
  for (std::size_t i = 0; i < h.values.size(); ++i) {
    Grid up = h, down = h;
    up.values[i] += kStep;
    down.values[i] -= kStep;
    up = layer_forward(layer, parameters, up);
    down = layer_forward(layer, parameters, down);
    for (std::size_t j = 0; j < up.values.size(); ++j) {
      result.values.push_back((up.values[j] - down.values[j]) / (2.0F * kStep));
    }
  }
  return result;
}

}  // namespace backbeat::apps::tour
