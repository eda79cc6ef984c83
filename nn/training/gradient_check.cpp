#include "nn/training/gradient_check.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "nn/graph/workspace.h"

namespace backbeat::nn {
namespace {

constexpr double kSmallestScale = 1e-4;

GradientError compare(double analytic, double numeric, double loss, std::string where) {
  const double smallest = kSmallestScale * std::max(1.0, std::abs(loss));
  const double scale = std::max({std::abs(analytic), std::abs(numeric), smallest});
  return {.relative = std::abs(analytic - numeric) / scale,
          .analytic = analytic,
          .numeric = numeric,
          .where = std::move(where)};
}

}  // namespace

GradientError check_gradients(const Network& network, const Parameters& parameters,
                              std::span<const real> x, const LossFunction& loss,
                              const GradientCheck& options) {
  const auto loss_of_logits = [&](Workspace& workspace) {
    return loss(workspace.activation(network.nodes().size() - 1), workspace.output_gradient());
  };
  return check_gradients(network, parameters, x, OutputsLoss(loss_of_logits), options);
}

GradientError check_gradients(const Network& network, const Parameters& parameters,
                              std::span<const real> x, const OutputsLoss& loss,
                              const GradientCheck& options) {
  Workspace workspace(network,
                      {.max_batch = options.batch, .backward = true, .input_gradient = true});
  Parameters moved = parameters;
  Buffer input(x.begin(), x.end());
  const auto loss_now = [&] {
    network.forward(moved, workspace, input, options.batch, options.mode, options.random_key);
    return loss(workspace);
  };

  const double loss_here = loss_now();
  Buffer d_phi(network.phi_size());
  network.backward(moved, workspace, d_phi);
  const std::span<const real> dx = workspace.input_gradient();
  const Buffer d_input(dx.begin(), dx.end());

  GradientError worst;
  const auto check = [&](real& value, real analytic, const std::string& name, std::size_t i) {
    const real kept = value;
    const auto loss_at = [&](double steps) {
      value = static_cast<real>(static_cast<double>(kept) + steps * options.step);
      return loss_now();
    };
    const double near = loss_at(1) - loss_at(-1);
    const double far = loss_at(2) - loss_at(-2);
    value = kept;
    GradientError error =
        compare(static_cast<double>(analytic), (8.0 * near - far) / (12.0 * options.step),
                loss_here, fmt::format("{}[{}]", name, i));
    // A NaN compares false with everything, and must be the worst.
    if (!(error.relative <= worst.relative)) worst = std::move(error);
  };
  for (const TensorSlice& slice : network.parameters()) {
    for (std::size_t i = 0; i < slice.spec.size(); ++i) {
      check(slice.of(moved.phi)[i], d_phi[slice.offset + i], slice.name, i);
    }
  }
  for (std::size_t i = 0; i < input.size(); ++i) check(input[i], d_input[i], "input", i);
  return worst;
}

}  // namespace backbeat::nn
