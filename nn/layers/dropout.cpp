#include "nn/layers/dropout.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/hash.h"
#include "nn/parallel.h"

namespace backbeat::nn {

Dropout::Dropout(const Shape& input, double p) : Layer(kKind, input), p_(p) {
  if (!(p >= 0.0 && p < 1.0)) {
    throw ShapeError(fmt::format("dropout: found probability {}, expected 0 <= p < 1", p));
  }
}

void Dropout::forward(const Forward& pass) const {
  apply(pass.mode, pass.random_key, pass.inputs[0], pass.output);
}

void Dropout::backward(const Backward& pass) const {
  if (pass.d_inputs[0].empty()) return;
  apply(pass.mode, pass.random_key, pass.d_output, pass.d_inputs[0]);
}

void Dropout::apply(Mode mode, std::uint64_t key, std::span<const real> from,
                    std::span<real> to) const {
  if (mode == Mode::kEvaluate) {
    std::copy(from.begin(), from.end(), to.begin());
    return;
  }
  const auto dropped_below = static_cast<std::uint64_t>(p_ * 0x1p53);
  const auto scale = static_cast<real>(1.0 / (1.0 - p_));
  parallel_ranges(to.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const bool kept = (hash(key, i) >> 11) >= dropped_below;
      to[i] = kept ? scale * from[i] : real{0};
    }
  });
}

}  // namespace backbeat::nn
