#pragma once

#include <functional>
#include <span>

#include "nn/real.h"

namespace backbeat::nn {

/// L(phi), with dL/dphi written to `d_phi`, which comes filled with zeros.
using Objective = std::function<double(std::span<const real> phi, std::span<real> d_phi)>;

struct LbfgsOptions {
  int history = 10;  ///< steps that the next one is made of
  int max_steps = 300;
  double tolerance = 1e-7;  ///< of L: a step that lowers it by a smaller share is the last
};

/// Goes down from `phi` to the least L of a smooth convex function, where stochastic steps would
/// only come near it: L-BFGS (Nocedal & Wright 2006, algorithm 7.5). The gradient g is turned by
/// what the last steps s and the changes y of the gradient along them say of the curvature:
///
///   r = g;  newest to oldest:  a_i = s_i r / s_i y_i,  r -= a_i y_i
///   r = r (s y / y y) of the newest
///   oldest to newest:          r += (a_i - y_i r / s_i y_i) s_i
///   phi -= t r,  t = 1, 1/2, 1/4, ... until L has fallen by 1e-4 t g r  (Armijo)
///
/// The first step, of which nothing is known, has at most length 1. Sums are in double and in one
/// order: the same for any number of threads where `objective` is. Returns the least L that was
/// found. Throws std::runtime_error where L is no number at the start.
double minimise(const Objective& objective, std::span<real> phi, const LbfgsOptions& options = {});

}  // namespace backbeat::nn
