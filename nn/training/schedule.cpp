#include "nn/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace backbeat::nn {

double Schedule::rate(double t, double dt) const {
  if (t < warmup_epochs) return base * std::min(1.0, (t + dt) / warmup_epochs);
  const double since = t - warmup_epochs;
  switch (kind) {
    case Kind::kConstant:
      return base;
    case Kind::kStep: {
      // A whole number of epochs may arrive a rounding error early.
      constexpr double kSlack = 1e-9;
      return base * std::pow(gamma, std::floor(since / step_epochs + kSlack));
    }
    case Kind::kCosine: {
      const double progress = std::min(1.0, since / (epochs - warmup_epochs));
      return base * 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
    }
  }
  return base;
}

}  // namespace backbeat::nn
