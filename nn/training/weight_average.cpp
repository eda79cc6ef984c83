#include "nn/training/weight_average.h"

#include <algorithm>
#include <span>

namespace backbeat::nn {
namespace {

void approach(std::span<real> average, std::span<const real> values, real share) {
  for (std::size_t i = 0; i < average.size(); ++i) average[i] += share * (values[i] - average[i]);
}

}  // namespace

void WeightAverage::update(const Parameters& parameters, long long step) {
  const auto t = static_cast<double>(step);
  const double decay = std::min(decay_, (1.0 + t) / (10.0 + t));
  const auto share = static_cast<real>(1.0 - decay);
  approach(average_.phi, parameters.phi, share);
  approach(average_.state, parameters.state, share);
}

}  // namespace backbeat::nn
