#pragma once

#include <utility>

#include "nn/graph/network.h"

namespace backbeat::nn {

/// Exponential moving average of parameters over steps t = 1, 2, ...:
///
///   a <- d a + (1 - d) phi,  d = min(decay, (1 + t) / (10 + t))
///
/// The second bound, which rules early, keeps the average from leaning on the initial weights
/// (TensorFlow's ExponentialMovingAverage). Averages of weights generalise better than the last
/// ones, and may be judged at any time (Polyak and Juditsky 1992; Izmailov et al. 2018). The
/// running statistics of batch norm are averaged with the weights they belong to.
class WeightAverage {
 public:
  /// `decay` in [0, 1): about 1 / (1 - decay) steps are averaged.
  WeightAverage(double decay, Parameters initial) : decay_(decay), average_(std::move(initial)) {}

  void update(const Parameters& parameters, long long step);

  const Parameters& parameters() const { return average_; }
  Parameters& parameters() { return average_; }

 private:
  double decay_;
  Parameters average_;
};

}  // namespace backbeat::nn
