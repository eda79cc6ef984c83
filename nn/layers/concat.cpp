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

Concat::Concat(std::span<const Shape> inputs, Order order)
    : Layer(kKind, joined_shape(inputs)), order_(order) {
  for (const Shape& shape : inputs) {
    channels_.push_back(static_cast<std::size_t>(shape.channels));
    if (order_ == Order::kOneAfterAnother || shape.channels == inputs.front().channels) continue;
    throw ShapeError(fmt::format(
        "concat: found inputs of {} and {} channels, expected equal numbers to interleave",
        inputs.front().channels, shape.channels));
  }
}

template <typename Visit>
void Concat::for_each_run(std::size_t pixels, Visit visit) const {
  const bool in_turn = order_ == Order::kInterleaved;
  const std::size_t turns = in_turn ? channels_.front() : 1;
  std::size_t at = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < turns; ++c) {
      for (std::size_t j = 0; j < channels_.size(); ++j) {
        const std::size_t n = in_turn ? 1 : channels_[j];
        visit(j, i * channels_[j] + c, at, n);
        at += n;
      }
    }
  }
}

void Concat::forward(const Forward& pass) const {
  const std::size_t pixels = pass.output.size() / static_cast<std::size_t>(output_shape().channels);
  for_each_run(pixels, [&](std::size_t j, std::size_t from, std::size_t to, std::size_t n) {
    std::copy_n(pass.inputs[j].data() + from, n, pass.output.data() + to);
  });
}

void Concat::backward(const Backward& pass) const {
  const std::size_t pixels =
      pass.d_output.size() / static_cast<std::size_t>(output_shape().channels);
  for_each_run(pixels, [&](std::size_t j, std::size_t to, std::size_t from, std::size_t n) {
    if (pass.d_inputs[j].empty()) return;
    std::copy_n(pass.d_output.data() + from, n, pass.d_inputs[j].data() + to);
  });
}

}  // namespace backbeat::nn
