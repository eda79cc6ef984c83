#include "nn/metrics/mean.h"

#include <cmath>
#include <numeric>

namespace backbeat::nn {

void VectorMean::add(std::span<const real> values) {
  sum_.resize(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) sum_[k] += values[k];
  ++count_;
}

std::vector<real> VectorMean::value() const {
  std::vector<real> mean = sum_;
  for (real& value : mean) value /= static_cast<real>(count_);
  return mean;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> standard_deviation(std::span<const double> values) {
  if (values.size() < 2) return std::nullopt;
  const double middle = mean(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - middle) * (value - middle);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

}  // namespace backbeat::nn
