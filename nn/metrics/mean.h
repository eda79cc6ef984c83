#pragma once

#include <optional>
#include <span>
#include <vector>

#include "nn/real.h"

namespace backbeat::nn {

/// The mean of vectors of equal length, such as the answers of several models.
class VectorMean {
 public:
  void add(std::span<const real> values);
  /// Empty before the first one.
  std::vector<real> value() const;

 private:
  std::vector<real> sum_;
  int count_ = 0;
};

/// Mean of one number or more.
double mean(std::span<const double> values);
/// Standard deviation of a sample, with n - 1; nothing for fewer than two numbers.
std::optional<double> standard_deviation(std::span<const double> values);

}  // namespace backbeat::nn
