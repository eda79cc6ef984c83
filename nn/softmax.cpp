#include "nn/softmax.h"

#include <algorithm>
#include <cmath>

namespace backbeat::nn {

void softmax(std::span<const real> logits, int classes, std::span<real> probabilities,
             real temperature) {
  const auto n = static_cast<std::size_t>(classes);
  for (std::size_t row = 0; row < logits.size(); row += n) {
    const auto f = logits.subspan(row, n);
    const auto p = probabilities.subspan(row, n);
    const real top = *std::max_element(f.begin(), f.end());
    real sum = 0;
    for (std::size_t k = 0; k < n; ++k) sum += p[k] = std::exp((f[k] - top) / temperature);
    for (real& value : p) value /= sum;
  }
}

}  // namespace backbeat::nn
