#include "nn/layers/concat.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"

namespace backbeat::nn {
namespace {

Shape joined_shape(std::span<const Shape> inputs) {
  if (inputs.size() < 2) {
    throw ShapeError(fmt::format(
        "concat: found {} input, expected two or more; name them with 'from'", inputs.size()));
  }
  Shape joined = inputs.front();
  for (const Shape& shape : inputs.subspan(1)) {
    if (shape.height != joined.height || shape.width != joined.width) {
      throw ShapeError(
          fmt::format("concat: found inputs of shapes {} and {}, expected equal height and width",
                      to_string(inputs.front()), to_string(shape)));
    }
    joined.channels += shape.channels;
  }
  return joined;
}

}  // namespace

Concat::Concat(std::span<const Shape> inputs) : Layer(joined_shape(inputs)) {
  for (const Shape& shape : inputs) sizes_.push_back(shape.size());
}

void Concat::forward(const Forward& pass) const {
  real* f = pass.output.data();
  for (std::size_t i = 0; i < static_cast<std::size_t>(pass.batch); ++i) {
    for (std::size_t j = 0; j < sizes_.size(); ++j) {
      f = std::copy_n(pass.inputs[j].data() + i * sizes_[j], sizes_[j], f);
    }
  }
}

void Concat::backward(const Backward& pass) const {
  const real* df = pass.d_output.data();
  for (std::size_t i = 0; i < static_cast<std::size_t>(pass.batch); ++i) {
    for (std::size_t j = 0; j < sizes_.size(); ++j) {
      if (!pass.d_inputs[j].empty()) {
        std::copy_n(df, sizes_[j], pass.d_inputs[j].data() + i * sizes_[j]);
      }
      df += sizes_[j];
    }
  }
}

}  // namespace backbeat::nn
