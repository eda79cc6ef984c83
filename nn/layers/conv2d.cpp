#include "nn/layers/conv2d.h"

#include <algorithm>
#include <omp.h>

#include <fmt/format.h>

#include "nn/buffer.h"
#include "nn/errors.h"
#include "nn/layers/examples.h"

namespace backbeat::nn {
namespace {

/// Partial sums of dOmega over the batch. Fixed, so that any number of threads adds the same
/// numbers in the same order.
constexpr int kParts = 16;

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
  const Extent positions = options.window.positions(input, "conv");
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

/// Where line y of an example begins.
template <typename Real>
Real* line(Real* image, const Shape& shape, int y) {
  return image + std::ptrdiff_t{y} * shape.width * shape.channels;
}

/// `lines` lines of outputs, panel by panel, so that a panel's weights stay in the cache. `first`
/// says where the first line and the first panel are.
void multiply(const Product& first, int lines, const Panels& panels) {
  const auto multiply_line = kernels().product;
  for (int p = 0; p < panels.count(); ++p) {
    Product product = first;
    product.panel = panels.panel(p);
    product.Omega += panels.offset(p);
    if (product.beta != nullptr) product.beta += product.panel.first;
    product.f += product.panel.first;
    for (int y = 0; y < lines; ++y) {
      multiply_line(product);
      product.h += product.windows.line_step;
      product.f += product.f_step * product.count;
    }
  }
}

}  // namespace

Conv2d::Conv2d(const Shape& input, const Options& options)
    : Layer(checked_output(input, options)),
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
                          : Panels(group_outputs_, back_.inner())) {}

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

/// Place in phi of the weight of output o of a group and inner index k = (i, j, c).
std::size_t Conv2d::weight_at(int group, int o, int k) const {
  const int taps = options_.window.kernel.height * options_.window.kernel.width;
  const int c = k % group_inputs_;
  const int tap = k / group_inputs_;
  return static_cast<std::size_t>(((group * group_outputs_ + o) * group_inputs_ + c) * taps + tap);
}

std::size_t Conv2d::bias_at(int group) const {
  return static_cast<std::size_t>(options_.outputs) * static_cast<std::size_t>(tiles_.inner()) +
         static_cast<std::size_t>(group * group_outputs_);
}

// Scratch holds, for one group of channels at a time, what the threads share: weights in panels and
// the biases after them (forward and dh), or partial sums of both (dOmega). Then each thread's
// tile.

int Conv2d::parts(int batch) const {
  return std::min(batch * tiles_.count(), kParts);
}

std::size_t Conv2d::beta_size() const {
  return align_up(static_cast<std::size_t>(panels_.whole_vectors(group_outputs_)));
}

std::size_t Conv2d::part_size() const {
  return align_up(panels_.size()) + beta_size();
}

std::size_t Conv2d::shared_size(int batch) const {
  return std::max({part_size(), align_up(back_panels_.size()),
                   static_cast<std::size_t>(parts(batch)) * part_size()});
}

/// A tile, or two: of windows, and of the lines of df that they meet.
std::size_t Conv2d::tile_size() const {
  const auto df = static_cast<std::size_t>(tiles_.lines(0)) *
                  static_cast<std::size_t>(output_shape().width * output_shape().channels);
  return align_up(std::max(tiles_.size(), back_.size())) +
         align_up(df + static_cast<std::size_t>(kernels().lanes));
}

std::size_t Conv2d::scratch_size(int batch, int threads) const {
  return shared_size(batch) + static_cast<std::size_t>(threads) * tile_size();
}

real* Conv2d::thread_tile(std::span<real> scratch, int batch) const {
  return scratch.data() + shared_size(batch) +
         static_cast<std::size_t>(omp_get_thread_num()) * tile_size();
}

void Conv2d::forward(const Forward& pass) const {
  for (int group = 0; group < options_.groups; ++group) forward_group(pass, group);
}

void Conv2d::forward_group(const Forward& pass, int group) const {
  real* const Omega = pass.scratch.data();
  panels_.pack(Omega, [&](int k, int o) { return pass.phi[weight_at(group, o, k)]; });
  real* const beta = options_.bias ? Omega + align_up(panels_.size()) : nullptr;
  if (options_.bias) std::copy_n(pass.phi.data() + bias_at(group), group_outputs_, beta);

  const Shape& output = output_shape();
#pragma omp parallel for collapse(2) schedule(static)
  for (int i = 0; i < pass.batch; ++i) {
    for (int t = 0; t < tiles_.count(); ++t) {
      real* tile = thread_tile(pass.scratch, pass.batch);
      tiles_.fill(t, example(pass.inputs[0], input_, i), group, tile);
      multiply({.h = tile,
                .windows = tiles_.windows(),
                .Omega = Omega,
                .beta = beta,
                .f = line(example(pass.output, output, i), output, tiles_.first_line(t)) +
                     group * group_outputs_,
                .f_step = output.channels,
                .count = output.width},
               tiles_.lines(t), panels_);
    }
  }
}

void Conv2d::backward(const Backward& pass) const {
  const bool wants_input = !pass.d_inputs[0].empty();
  if (wants_input && !flips_) std::fill(pass.d_inputs[0].begin(), pass.d_inputs[0].end(), real{0});
  for (int group = 0; group < options_.groups; ++group) {
    backward_parameters(pass, group);
    if (wants_input && !flips_) backward_columns(pass, group);
  }
  if (wants_input && flips_) backward_flipped(pass);
}

void Conv2d::backward_parameters(const Backward& pass, int group) const {
  const int units = pass.batch * tiles_.count();
  const int parts = this->parts(pass.batch);
#pragma omp parallel for schedule(static)
  for (int part = 0; part < parts; ++part) {
    real* const sums = pass.scratch.data() + static_cast<std::size_t>(part) * part_size();
    std::fill_n(sums, part_size(), real{0});
    for (int unit = part * units / parts; unit < (part + 1) * units / parts; ++unit) {
      add_unit(pass, group, unit, sums, thread_tile(pass.scratch, pass.batch));
    }
  }
  add_parts(pass, group);
}

/// Adds what one tile of one example gives to dOmega and dbeta.
void Conv2d::add_unit(const Backward& pass, int group, int unit, real* sums, real* tile) const {
  const Shape& output = output_shape();
  const int i = unit / tiles_.count();
  const int t = unit % tiles_.count();
  const int lines = tiles_.lines(t);
  tiles_.fill(t, example(pass.inputs[0], input_, i), group, tile);
  const real* df = line(example(pass.d_output, output, i), output, tiles_.first_line(t));
  if (group_outputs_ % kernels().lanes != 0) {
    // The last vector reads past the end.
    real* const copy = tile + align_up(std::max(tiles_.size(), back_.size()));
    std::copy_n(df, lines * output.width * output.channels, copy);
    df = copy;
  }
  Outer outer{.h = tile,
              .windows = tiles_.windows(),
              .df_line_step = std::ptrdiff_t{output.width} * output.channels,
              .df_step = output.channels,
              .lines = lines,
              .count = output.width};
  const real one = 1;
  for (int p = 0; p < panels_.count(); ++p) {
    outer.panel = panels_.panel(p);
    outer.df = df + group * group_outputs_ + outer.panel.first;
    outer.dOmega = sums + panels_.offset(p);
    kernels().outer(outer);
    if (!options_.bias) continue;
    Outer bias = outer;
    bias.h = &one;
    bias.windows = {.inner = 1};
    bias.dOmega = sums + align_up(panels_.size()) + outer.panel.first;
    kernels().outer(bias);
  }
}

void Conv2d::add_parts(const Backward& pass, int group) const {
  const int parts = this->parts(pass.batch);
  real* const sums = pass.scratch.data();
  const std::size_t n = part_size();
#pragma omp parallel for schedule(static)
  for (std::size_t first = 0; first < n; first += kAlignedReals) {
    for (int part = 1; part < parts; ++part) {
      const real* more = sums + static_cast<std::size_t>(part) * n + first;
      for (std::size_t k = 0; k < kAlignedReals; ++k) sums[first + k] += more[k];
    }
  }
  panels_.for_each(
      [&](int k, int o, std::size_t place) { pass.d_phi[weight_at(group, o, k)] += sums[place]; });
  if (!options_.bias) return;
  for (int o = 0; o < group_outputs_; ++o) {
    pass.d_phi[bias_at(group) + static_cast<std::size_t>(o)] +=
        sums[align_up(panels_.size()) + static_cast<std::size_t>(o)];
  }
}

/// dh = df, padded, under kernels turned by 180 degrees: inner index (i, j, o).
void Conv2d::backward_flipped(const Backward& pass) const {
  const int taps = options_.window.kernel.height * options_.window.kernel.width;
  real* const Omega = pass.scratch.data();
  back_panels_.pack(Omega, [&](int k, int c) {
    const int tap = taps - 1 - k / group_outputs_;
    return pass.phi[weight_at(0, k % group_outputs_, tap * group_inputs_ + c)];
  });
#pragma omp parallel for collapse(2) schedule(static)
  for (int i = 0; i < pass.batch; ++i) {
    for (int t = 0; t < back_.count(); ++t) {
      real* tile = thread_tile(pass.scratch, pass.batch);
      back_.fill(t, example(pass.d_output, output_shape(), i), 0, tile);
      multiply({.h = tile,
                .windows = back_.windows(),
                .Omega = Omega,
                .f = line(example(pass.d_inputs[0], input_, i), input_, back_.first_line(t)),
                .f_step = input_.channels,
                .count = input_.width},
               back_.lines(t), back_panels_);
    }
  }
}

/// dC_h = df Omega, added to the pixels that C_h was copied from.
void Conv2d::backward_columns(const Backward& pass, int group) const {
  const Shape& output = output_shape();
  real* const Omega = pass.scratch.data();
  back_panels_.pack(Omega, [&](int o, int k) { return pass.phi[weight_at(group, o, k)]; });
#pragma omp parallel for schedule(static)
  for (int i = 0; i < pass.batch; ++i) {
    for (int t = 0; t < back_.count(); ++t) {
      real* tile = thread_tile(pass.scratch, pass.batch);
      multiply({.h = line(example(pass.d_output, output, i), output, back_.first_line(t)) +
                     group * group_outputs_,
                .windows = {.line_step = std::ptrdiff_t{output.width} * output.channels,
                            .step = output.channels,
                            .inner = group_outputs_},
                .Omega = Omega,
                .f = tile,
                .f_step = back_.inner(),
                .count = output.width},
               back_.lines(t), back_panels_);
      back_.add_columns(t, tile, group, example(pass.d_inputs[0], input_, i));
    }
  }
}

}  // namespace backbeat::nn
