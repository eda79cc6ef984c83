#include "nn/layers/conv2d.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/buffer.h"
#include "nn/errors.h"
#include "nn/layers/examples.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

/// Smaller planes give Winograd's sums too few tiles to pay for adding them up.
constexpr int kSmallestPlane = 256;

Shape checked_output(const Shape& input, const Conv2d::Options& options) {
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

bool flips(const Conv2d::Options& options) {
  const Window& w = options.window;
  return options.groups == 1 && w.stride == Extent{} && w.dilation == Extent{} &&
         w.pad.height < w.kernel.height && w.pad.width < w.kernel.width;
}

/// Where dh is read from: windows over df, or columns over h.
WindowTiles back_tiles(const Shape& input, const Shape& output, const Conv2d::Options& options) {
  if (!flips(options)) {
    return {input,
            options.window,
            {.height = output.height, .width = output.width},
            options.groups,
            WindowTiles::Layout::kColumns};
  }
  const Window& w = options.window;
  Window flipped{.kernel = w.kernel};
  flipped.pad = {.height = w.kernel.height - 1 - w.pad.height,
                 .width = w.kernel.width - 1 - w.pad.width};
  return {output, flipped, {.height = input.height, .width = input.width}};
}

}  // namespace

Conv2d::Conv2d(const Shape& input, const Options& options, Method method)
    : Layer(kKind, checked_output(input, options)),
      input_(input),
      options_(options),
      group_inputs_(input.channels / options.groups),
      group_outputs_(options.outputs / options.groups),
      tiles_(input, options.window,
             {.height = output_shape().height, .width = output_shape().width}, options.groups),
      panels_(tiles_.inner(), group_outputs_),
      flips_(flips(options)),
      back_(back_tiles(input, output_shape(), options)),
      back_panels_(flips_ ? Panels(back_.inner(), input.channels)
                          : Panels(group_outputs_, back_.inner())) {
  const Extent& pad = options.window.pad;
  if (method == Method::kDirect || !flips_ || options.window.kernel != Extent{3, 3}) return;
  if (Winograd::pays(input, options.outputs, pad)) {
    winograd_.emplace(input, options.outputs, pad);
    winograd_weights_ = output_shape().plane() >= kSmallestPlane;
  }
  const Extent back_pad{.height = 2 - pad.height, .width = 2 - pad.width};
  if (Winograd::pays(output_shape(), input.channels, back_pad)) {
    winograd_back_.emplace(output_shape(), input.channels, back_pad);
  }
}

std::vector<TensorSpec> Conv2d::parameters() const {
  const Extent& kernel = options_.window.kernel;
  std::vector<TensorSpec> specs{
      {.name = "weight",
       .shape = {options_.outputs, group_inputs_, kernel.height, kernel.width},
       .init = Init::kHe,
       .fan_in = tiles_.inner(),
       .decays = true}};
  if (options_.bias) specs.push_back({.name = "bias", .shape = {options_.outputs}});
  return specs;
}

std::int64_t Conv2d::multiply_adds() const {
  return std::int64_t{options_.outputs} * tiles_.inner() * output_shape().plane();
}

std::size_t Conv2d::weight_count() const {
  return static_cast<std::size_t>(options_.outputs) * static_cast<std::size_t>(tiles_.inner());
}

/// Place in phi of the weight of output o of a group and inner index k = (i, j, c).
std::size_t Conv2d::weight_at(int group, int o, int k) const {
  const std::ptrdiff_t taps =
      std::ptrdiff_t{options_.window.kernel.height} * options_.window.kernel.width;
  const int c = k % group_inputs_;
  const int tap = k / group_inputs_;
  const std::ptrdiff_t output = std::ptrdiff_t{group} * group_outputs_ + o;
  return static_cast<std::size_t>((output * group_inputs_ + c) * taps + tap);
}

/// Omega's 3x3 kernels.
Winograd::KernelOrder Conv2d::kernel_order() const {
  return {.input_step = 9, .output_step = std::ptrdiff_t{9} * input_.channels};
}

std::size_t Conv2d::weights_size() const {
  return align_up(winograd_ ? winograd_->kernels_size() : panels_.size());
}

std::size_t Conv2d::bias_size() const {
  return align_up(static_cast<std::size_t>(panels_.whole_vectors(group_outputs_)));
}

std::size_t Conv2d::prepared_size() const {
  return static_cast<std::size_t>(options_.groups) * (weights_size() + bias_size());
}

void Conv2d::prepare(std::span<const real> weights, std::span<const real> biases,
                     real* prepared) const {
  for (int group = 0; group < options_.groups; ++group) {
    if (winograd_) {
      winograd_->transform_kernels(weights.data(), kernel_order(), prepared);
    } else {
      panels_.pack(prepared, [&](int k, int o) { return weights[weight_at(group, o, k)]; });
    }
    prepared += weights_size();
    std::fill_n(prepared, bias_size(), real{0});
    if (!biases.empty())
      std::copy_n(biases.data() + std::ptrdiff_t{group} * group_outputs_, group_outputs_, prepared);
    prepared += bias_size();
  }
}

// Scratch begins with what the threads share: weights (forward and dh) or partial sums (dOmega,
// dbeta). Then comes each thread's own.

std::size_t Conv2d::shared_size(int batch) const {
  const std::size_t back =
      align_up(winograd_back_ ? winograd_back_->kernels_size() : back_panels_.size());
  return std::max({prepared_size(), back, bias_parts_size(),
                   static_cast<std::size_t>(parts(batch)) * part_size()});
}

/// A tile of windows and the lines of outputs that they meet, or what Winograd's way takes.
std::size_t Conv2d::thread_size() const {
  const auto lines = static_cast<std::size_t>(tiles_.lines(0)) *
                     static_cast<std::size_t>(output_shape().width * output_shape().channels);
  return std::max({lines_at() + align_up(lines + static_cast<std::size_t>(kernels().lanes)),
                   winograd_ ? winograd_->scratch_size() : 0,
                   winograd_back_ ? winograd_back_->scratch_size() : 0});
}

/// Where these lines begin.
std::size_t Conv2d::lines_at() const {
  return align_up(std::max(tiles_.size(), back_.size()));
}

std::size_t Conv2d::scratch_size(int batch, int threads) const {
  return shared_size(batch) + static_cast<std::size_t>(threads) * thread_size();
}

real* Conv2d::thread_scratch(std::span<real> scratch, int batch, int thread) const {
  return scratch.data() + shared_size(batch) + static_cast<std::size_t>(thread) * thread_size();
}

void Conv2d::forward(const Forward& pass) const {
  prepare(pass.phi.first(weight_count()), pass.phi.subspan(weight_count()), pass.scratch.data());
  multiply(pass.batch, pass.inputs[0], pass.scratch.data(), {}, pass.output, pass.scratch);
}

void Conv2d::multiply(int batch, std::span<const real> h, const real* prepared, Finish finish,
                      std::span<real> f, std::span<real> scratch) const {
  for (int group = 0; group < options_.groups; ++group) {
    finish.beta = prepared + weights_size();
    if (winograd_) {
      parallel_for_threads(winograd_->groups(batch), operations(batch), [&](int tiles, int thread) {
        winograd_->multiply(batch, tiles, h.data(), prepared, finish, f.data(),
                            thread_scratch(scratch, batch, thread));
      });
    } else {
      parallel_for_threads(batch * tiles_.count(), operations(batch), [&](int unit, int thread) {
        const int i = unit / tiles_.count();
        const int t = unit % tiles_.count();
        real* tile = thread_scratch(scratch, batch, thread);
        tiles_.fill(t, example(h, input_, i), group, tile);
        multiply_tile(i, t, group, tile, prepared, finish, f.data());
      });
    }
    prepared += weights_size() + bias_size();
  }
}

/// The outputs of one tile of example i.
void Conv2d::multiply_tile(int i, int t, int group, real* tile, const real* Omega,
                           const Finish& finish, real* f) const {
  const Shape& output = output_shape();
  const std::ptrdiff_t line = std::ptrdiff_t{output.width} * output.channels;
  Product product{.h = tile,
                  .windows = tiles_.windows(),
                  .Omega = Omega,
                  .beta = finish.beta,
                  .relu = finish.relu,
                  .f_step = output.channels,
                  .count = output.width};
  if (!finish.pool) {
    const std::ptrdiff_t first = static_cast<std::ptrdiff_t>(i) * output.height * line +
                                 tiles_.first_line(t) * line +
                                 std::ptrdiff_t{group} * group_outputs_;
    product.f = f + first;
    if (finish.other != nullptr) product.other = finish.other + first;
    multiply_lines(product, tiles_.lines(t), panels_);
    return;
  }
  real* const lines = tile + lines_at();
  f += (static_cast<std::ptrdiff_t>(i) * output.height + tiles_.first_line(t)) / 2 * (line / 2);
  product.f = lines;
  for (int y = 0; y < tiles_.lines(t); y += 2, f += line / 2) {
    multiply_lines(product, 2, panels_);
    kernels().pool_lines(lines, output.width, output.channels, f);
    product.h += 2 * product.windows.line_step;
  }
}

}  // namespace backbeat::nn
