#include "nn/training/lbfgs.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace backbeat::nn {
namespace {

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// a += factor b
void add(double factor, const Vector& b, Vector& a) {
  std::ranges::transform(a, b, a.begin(), [factor](double x, double y) { return x + factor * y; });
}

/// A step s, and how the gradient changed along it.
struct Pair {
  Vector s, y;
  double s_y;
};

/// The gradient in the scale of the curvature that `pairs`, oldest first, have met.
Vector direction(const std::deque<Pair>& pairs, const Vector& gradient) {
  Vector r = gradient;
  Vector a(pairs.size());
  for (std::size_t i = pairs.size(); i-- > 0;) {
    a[i] = dot(pairs[i].s, r) / pairs[i].s_y;
    add(-a[i], pairs[i].y, r);
  }
  const double scale = pairs.empty() ? std::min(1.0, 1.0 / std::sqrt(dot(gradient, gradient)))
                                     : pairs.back().s_y / dot(pairs.back().y, pairs.back().y);
  for (double& value : r) value *= scale;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    add(a[i] - dot(pairs[i].y, r) / pairs[i].s_y, pairs[i].s, r);
  }
  return r;
}

/// A place, what L is there, and its gradient.
struct Point {
  std::vector<real> phi;
  double loss = 0.0;
  Vector gradient;

  Point(const Objective& objective, std::vector<real> at) : phi(std::move(at)) {
    std::vector<real> d_phi(phi.size());
    loss = objective(phi, d_phi);
    gradient.assign(d_phi.begin(), d_phi.end());
  }
};

/// phi - t r
std::vector<real> moved(const std::vector<real>& phi, double t, const Vector& r) {
  std::vector<real> to(phi.size());
  std::ranges::transform(phi, r, to.begin(), [t](double from, double step) {
    return static_cast<real>(from - t * step);
  });
  return to;
}

}  // namespace

double minimise(const Objective& objective, std::span<real> phi, const LbfgsOptions& options) {
  constexpr double kArmijo = 1e-4;
  constexpr double kSmallestStep = 0x1p-20;
  Point here(objective, {phi.begin(), phi.end()});
  if (!std::isfinite(here.loss)) {
    throw std::runtime_error(fmt::format("found a loss of {}, expected a number", here.loss));
  }
  std::deque<Pair> pairs;
  for (int step = 0; step < options.max_steps && dot(here.gradient, here.gradient) > 0.0; ++step) {
    const Vector r = direction(pairs, here.gradient);
    const double slope = dot(here.gradient, r);
    double t = 1.0;
    Point next(objective, moved(here.phi, t, r));
    // Written so that a loss that is no number is too large.
    while (!(next.loss <= here.loss - kArmijo * t * slope) && t > kSmallestStep) {
      t /= 2.0;
      next = Point(objective, moved(here.phi, t, r));
    }
    if (!(next.loss < here.loss)) break;  // rounding hides what is left to gain
    Pair pair{.s = {next.phi.begin(), next.phi.end()}, .y = next.gradient, .s_y = 0.0};
    for (std::size_t i = 0; i < pair.s.size(); ++i) pair.s[i] -= static_cast<double>(here.phi[i]);
    add(-1.0, here.gradient, pair.y);
    pair.s_y = dot(pair.s, pair.y);
    const double fallen = here.loss - next.loss;
    here = std::move(next);
    if (fallen <= options.tolerance * std::abs(here.loss)) break;
    if (pair.s_y <= 0.0) continue;  // rounding: a convex function has none
    pairs.push_back(std::move(pair));
    if (std::ssize(pairs) > options.history) pairs.pop_front();
  }
  std::ranges::copy(here.phi, phi.begin());
  return here.loss;
}

}  // namespace backbeat::nn
