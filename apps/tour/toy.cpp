#include "apps/tour/toy.h"

#include <cmath>

namespace backbeat::apps::tour {

ToyValues toy_forward(const ToyParameters& p, const ToyExample& example, const ToyValues& nudge) {
  ToyValues v;
  v.f0 = p.beta0 + p.omega0 * example.x + nudge.f0;
  v.h1 = std::sin(v.f0) + nudge.h1;
  v.f1 = p.beta1 + p.omega1 * v.h1 + nudge.f1;
  v.h2 = std::exp(v.f1) + nudge.h2;
  v.f2 = p.beta2 + p.omega2 * v.h2 + nudge.f2;
  v.h3 = std::cos(v.f2) + nudge.h3;
  v.f3 = p.beta3 + p.omega3 * v.h3 + nudge.f3;
  v.loss = (v.f3 - example.y) * (v.f3 - example.y);
  return v;
}

ToyGradient toy_backward(const ToyParameters& p, const ToyExample& example, const ToyValues& v) {
  ToyValues d;  // d.f3 is dl/df_3, and so on
  d.loss = 1.0;
  d.f3 = 2.0 * (v.f3 - example.y) * d.loss;
  d.h3 = p.omega3 * d.f3;
  d.f2 = -std::sin(v.f2) * d.h3;
  d.h2 = p.omega2 * d.f2;
  d.f1 = std::exp(v.f1) * d.h2;
  d.h1 = p.omega1 * d.f1;
  d.f0 = std::cos(v.f0) * d.h1;

  // f_k = beta_k + omega_k h_k, so df_k/dbeta_k = 1 and df_k/domega_k = h_k; for k = 0, x.
  ToyParameters d_parameters;
  d_parameters.beta3 = d.f3;
  d_parameters.omega3 = v.h3 * d.f3;
  d_parameters.beta2 = d.f2;
  d_parameters.omega2 = v.h2 * d.f2;
  d_parameters.beta1 = d.f1;
  d_parameters.omega1 = v.h1 * d.f1;
  d_parameters.beta0 = d.f0;
  d_parameters.omega0 = example.x * d.f0;
  return {.values = d, .parameters = d_parameters};
}

double toy_difference(const ToyParameters& parameters, const ToyExample& example,
                      double ToyValues::*value, double step) {
  ToyValues up, down;
  up.*value = step;
  down.*value = -step;
  return (toy_forward(parameters, example, up).loss - toy_forward(parameters, example, down).loss) /
         (2.0 * step);
}

double toy_difference(const ToyParameters& parameters, const ToyExample& example,
                      double ToyParameters::*parameter, double step) {
  ToyParameters up = parameters, down = parameters;
  up.*parameter += step;
  down.*parameter -= step;
  return (toy_forward(up, example).loss - toy_forward(down, example).loss) / (2.0 * step);
}

}  // namespace backbeat::apps::tour
