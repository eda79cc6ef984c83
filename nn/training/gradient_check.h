#pragma once

#include <functional>
#include <span>
#include <string>

#include "nn/graph/network.h"

namespace backbeat::nn {

/// Gives the loss of the logits and writes dL/dlogits.
using LossFunction = std::function<double(std::span<const real> logits, std::span<real> d_logits)>;

/// The same for all outputs, after a forward pass in this workspace.
using OutputsLoss = std::function<double(Workspace& workspace)>;

/// The number that backpropagation gets most wrong.
struct GradientError {
  double relative = 0.0;  ///< |a - n| / max(|a|, |n|, 1e-4 max(1, |L|))
  double analytic = 0.0;
  double numeric = 0.0;
  std::string where;  ///< "conv1.weight[17]" or "input[3]"
};

struct GradientCheck {
  int batch = 1;
  Mode mode = Mode::kTrain;
  std::uint64_t random_key = 1;
  double step = 1e-4;  ///< h
};

/// Compares backward() with the central difference of fourth order
///
///   (8 (L(v + h) - L(v - h)) - (L(v + 2h) - L(v - 2h))) / 12 h
///
/// for every parameter and every input number. A difference of losses can not resolve gradients far
/// below rounding error / h, which grows with L: hence the smallest scale. In double, away from
/// kinks.
GradientError check_gradients(const Network& network, const Parameters& parameters,
                              std::span<const real> x, const OutputsLoss& loss,
                              const GradientCheck& options);
/// Of a network whose only output are the logits.
GradientError check_gradients(const Network& network, const Parameters& parameters,
                              std::span<const real> x, const LossFunction& loss,
                              const GradientCheck& options);

}  // namespace backbeat::nn
