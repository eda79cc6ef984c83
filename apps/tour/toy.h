#pragma once

// The toy function of Prince, Understanding Deep Learning, section 7.3: a chain of functions of one
// number, each with an offset beta_k and a slope omega_k, and a squared loss.
//
//   f = beta_3 + omega_3 cos(beta_2 + omega_2 exp(beta_1 + omega_1 sin(beta_0 + omega_0 x)))
//   l = (f - y)^2
namespace backbeat::apps::tour {

struct ToyParameters {
  double beta0 = 0.0, beta1 = 0.0, beta2 = 0.0, beta3 = 0.0;
  double omega0 = 0.0, omega1 = 0.0, omega2 = 0.0, omega3 = 0.0;
};

struct ToyExample {
  double x = 0.0;
  double y = 0.0;
};

/// Every value on the way from x to the loss, in the order in which they are computed.
struct ToyValues {
  double f0 = 0.0;
  double h1 = 0.0, f1 = 0.0;
  double h2 = 0.0, f2 = 0.0;
  double h3 = 0.0, f3 = 0.0;
  double loss = 0.0;
};

/// dl/d(value) and dl/d(parameter), each under the name of what l is differentiated by.
struct ToyGradient {
  ToyValues values;
  ToyParameters parameters;
};

/// The forward pass. Each intermediate is moved by its `nudge` as soon as it is computed, and what
/// follows feels it: this is how a finite difference with respect to an intermediate is taken.
ToyValues toy_forward(const ToyParameters& parameters, const ToyExample& example,
                      const ToyValues& nudge = {});

/// The backward pass from the values that the forward pass kept.
ToyGradient toy_backward(const ToyParameters& parameters, const ToyExample& example,
                         const ToyValues& values);

/// Central finite differences (l(v + step) - l(v - step)) / (2 step), which know nothing of the
/// chain rule: dl/dv for an intermediate value, and for a parameter.
double toy_difference(const ToyParameters& parameters, const ToyExample& example,
                      double ToyValues::*value, double step);
double toy_difference(const ToyParameters& parameters, const ToyExample& example,
                      double ToyParameters::*parameter, double step);

}  // namespace backbeat::apps::tour
