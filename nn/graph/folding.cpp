#include "nn/graph/folding.h"

namespace backbeat::nn {

Folded fold(std::span<const real> weights, std::span<const real> biases, const BatchNorm& norm,
            std::span<const real> phi, std::span<const real> state) {
  const auto outputs = static_cast<std::size_t>(norm.output_shape().channels);
  const std::size_t inner = weights.size() / outputs;
  Buffer scale(outputs);
  Folded folded{.weights = Buffer(weights.begin(), weights.end()), .biases = Buffer(outputs)};
  norm.scale_and_shift(phi, state, scale, folded.biases);
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t k = 0; k < inner; ++k) folded.weights[o * inner + k] *= scale[o];
    if (!biases.empty()) folded.biases[o] += scale[o] * biases[o];
  }
  return folded;
}

}  // namespace backbeat::nn
