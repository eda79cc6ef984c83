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
    check_numbers({std::int64_t{joined.channels} + shape.channels}, "concat: channels");
    joined.channels += shape.channels;
  }
  return joined;
}

}  // namespace

Concat::Concat(std::span<const Shape> inputs) : Layer(kKind, joined_shape(inputs)) {
  for (const Shape& shape : inputs) channels_.push_back(static_cast<std::size_t>(shape.channels));
}

void Concat::forward(const Forward& pass) const {
  const std::size_t pixels = pass.output.size() / static_cast<std::size_t>(output_shape().channels);
  real* f = pass.output.data();
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t j = 0; j < channels_.size(); ++j) {
      f = std::copy_n(pass.inputs[j].data() + i * channels_[j], channels_[j], f);
    }
  }
}

void Concat::backward(const Backward& pass) const {
  const std::size_t pixels =
      pass.d_output.size() / static_cast<std::size_t>(output_shape().channels);
  const real* df = pass.d_output.data();
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t j = 0; j < channels_.size(); ++j) {
      if (!pass.d_inputs[j].empty()) {
        std::copy_n(df, channels_[j], pass.d_inputs[j].data() + i * channels_[j]);
      }
      df += channels_[j];
    }
  }
}

}  // namespace backbeat::nn
