#include "nn/layers/scale.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/errors.h"
#include "nn/layers/examples.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

const Shape& map_shape(std::span<const Shape> inputs) {
  if (inputs.size() != 2) {
    throw ShapeError(fmt::format(
        "scale: found {} inputs, expected two, a map and a number a channel: 'from MAP NUMBERS'",
        inputs.size()));
  }
  const Shape& factors = inputs[1];
  if (!factors.is_vector() || factors.channels != inputs[0].channels) {
    throw ShapeError(
        fmt::format("scale: found numbers of shape {}, expected a vector of the map's {} channels",
                    to_string(factors), inputs[0].channels));
  }
  return inputs[0];
}

}  // namespace

Scale::Scale(std::span<const Shape> inputs) : Layer(kKind, map_shape(inputs)) {}

void Scale::forward(const Forward& pass) const {
  const Shape& shape = output_shape();
  parallel_for(pass.batch * shape.height, pass.output.size(), [&](int unit) {
    const int i = unit / shape.height;
    const int y = unit % shape.height;
    const real* h = line(example(pass.inputs[0], shape, i), shape, y);
    const real* s = example(pass.inputs[1], {.channels = shape.channels}, i);
    real* f = line(example(pass.output, shape, i), shape, y);
    for (int x = 0; x < shape.width; ++x, h += shape.channels, f += shape.channels) {
      for (int c = 0; c < shape.channels; ++c) f[c] = h[c] * s[c];
    }
  });
}

void Scale::backward(const Backward& pass) const {
  const Shape& shape = output_shape();
  parallel_for(pass.batch, pass.d_output.size(), [&](int i) {
    const real* h = example(pass.inputs[0], shape, i);
    const real* s = example(pass.inputs[1], {.channels = shape.channels}, i);
    const real* df = example(pass.d_output, shape, i);
    if (!pass.d_inputs[0].empty()) {
      real* dh = example(pass.d_inputs[0], shape, i);
      for (int pixel = 0; pixel < shape.plane(); ++pixel, dh += shape.channels) {
        const real* from = df + std::ptrdiff_t{pixel} * shape.channels;
        for (int c = 0; c < shape.channels; ++c) dh[c] = from[c] * s[c];
      }
    }
    if (pass.d_inputs[1].empty()) return;
    real* ds = example(pass.d_inputs[1], {.channels = shape.channels}, i);
    std::fill_n(ds, shape.channels, real{0});
    for (int pixel = 0; pixel < shape.plane(); ++pixel, h += shape.channels, df += shape.channels) {
      for (int c = 0; c < shape.channels; ++c) ds[c] += df[c] * h[c];
    }
  });
}

}  // namespace backbeat::nn
