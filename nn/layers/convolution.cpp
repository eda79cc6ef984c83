#include "nn/layers/convolution.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/buffer.h"
#include "nn/errors.h"
#include "nn/layers/examples.h"
#include "nn/layers/partial_sums.h"

namespace backbeat::nn {
namespace {

Shape checked_output(const Shape& input, const Convolution::Options& options) {
  if (options.outputs < 1) {
    throw ShapeError(
        fmt::format("conv: found {} output channels, expected 1 or more", options.outputs));
  }
  if (options.groups < 1 || input.channels % options.groups != 0 ||
      options.outputs % options.groups != 0) {
    throw ShapeError(
        fmt::format("conv: found {} groups, expected a divisor of {} input and {} output channels",
                    options.groups, input.channels, options.outputs));
  }
  const Window& window = options.window;
  const Extent positions = window.positions(input, "conv");
  const std::int64_t taps =
      std::int64_t{window.kernel.height} * window.kernel.width * (input.channels / options.groups);
  check_numbers({options.outputs, taps}, "conv: weights");
  check_numbers({positions.width, taps}, "conv: a line of windows");
  return {.channels = options.outputs, .height = positions.height, .width = positions.width};
}

}  // namespace

Convolution::Convolution(const Shape& input, const Options& options)
    : Layer(kKind, checked_output(input, options)), input_(input), options_(options) {}

int Convolution::inner() const {
  const Extent& kernel = options_.window.kernel;
  return kernel.height * kernel.width * (input_.channels / options_.groups);
}

std::size_t Convolution::weight_count() const {
  return static_cast<std::size_t>(options_.outputs) * static_cast<std::size_t>(inner());
}

std::vector<TensorSpec> Convolution::parameters() const {
  const Extent& kernel = options_.window.kernel;
  std::vector<TensorSpec> specs{
      {.name = "weight",
       .shape = {options_.outputs, input_.channels / options_.groups, kernel.height, kernel.width},
       .init = Init::kHe,
       .fan_in = inner(),
       .decays = true}};
  if (options_.bias) specs.push_back({.name = "bias", .shape = {options_.outputs}});
  return specs;
}

std::int64_t Convolution::multiply_adds() const {
  return std::int64_t{options_.outputs} * inner() * output_shape().plane();
}

void Convolution::forward(const Forward& pass) const {
  prepare(pass.phi.first(weight_count()), pass.phi.subspan(weight_count()), pass.scratch.data());
  multiply(pass.batch, pass.inputs[0], pass.scratch.data(), {}, pass.output, pass.scratch);
}

std::size_t Convolution::bias_parts_size() const {
  return kParts * align_up(static_cast<std::size_t>(options_.outputs));
}

void Convolution::backward_bias(const Backward& pass) const {
  const int parts = std::min(pass.batch, kParts);
  const int channels = options_.outputs;
  const std::size_t size = align_up(static_cast<std::size_t>(channels));
  real* const sums = pass.scratch.data();
  sum_parts(parts, pass.d_output.size(), sums, size, [&](int part, real* sum, int /*thread*/) {
    for_share(part, parts, pass.batch, [&](int i) {
      const real* df = example(pass.d_output, output_shape(), i);
      for (int pixel = 0; pixel < output_shape().plane(); ++pixel, df += channels) {
        for (int o = 0; o < channels; ++o) sum[o] += df[o];
      }
    });
  });
  for (int o = 0; o < channels; ++o)
    pass.d_phi[weight_count() + static_cast<std::size_t>(o)] += sums[o];
}

}  // namespace backbeat::nn
