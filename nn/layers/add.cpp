#include "nn/layers/add.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

const Shape& common_shape(std::span<const Shape> inputs) {
  if (inputs.size() < 2) {
    throw ShapeError(fmt::format("add: found {} input, expected two or more; name them with 'from'",
                                 inputs.size()));
  }
  for (const Shape& shape : inputs) {
    if (shape == inputs.front()) continue;
    throw ShapeError(fmt::format("add: found inputs of shapes {} and {}, expected equal shapes",
                                 to_string(inputs.front()), to_string(shape)));
  }
  return inputs.front();
}

}  // namespace

Add::Add(std::span<const Shape> inputs) : Layer(kKind, common_shape(inputs)) {}

void Add::forward(const Forward& pass) const {
  real* f = pass.output.data();
  std::copy(pass.inputs[0].begin(), pass.inputs[0].end(), pass.output.begin());
  for (std::size_t j = 1; j < pass.inputs.size(); ++j) {
    const real* h = pass.inputs[j].data();
    parallel_ranges(pass.output.size(), [=](std::size_t begin, std::size_t end) {
#pragma omp simd
      for (std::size_t i = begin; i < end; ++i) f[i] += h[i];
    });
  }
}

void Add::backward(const Backward& pass) const {
  for (std::span<real> dh : pass.d_inputs) {
    if (!dh.empty()) std::copy(pass.d_output.begin(), pass.d_output.end(), dh.begin());
  }
}

}  // namespace backbeat::nn
