#include "nn/layers/conv2d.h"

#include <algorithm>
#include <omp.h>

#include <fmt/format.h>

#include "nn/buffer.h"
#include "nn/errors.h"
#include "nn/layers/examples.h"

namespace backbeat::nn {
namespace {

/// Partial sums over the batch. Fixed, so that any number of threads adds the same numbers in the
/// same order. Winograd's are larger: fewer of them, rather than more memory than the sums are
/// worth.
constexpr int kParts = 16;
constexpr int kFewestParts = 4;
constexpr std::size_t kPartReals = 4 * 1024 * 1024;

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

/// Calls work(part) for each of `parts` partial sums, in parallel, and leaves their sum in the
/// first.
template <typename Work>
void sum_parts(int parts, real* sums, std::size_t size, Work work) {
#pragma omp parallel for schedule(static)
  for (int part = 0; part < parts; ++part) {
    real* const sum = sums + static_cast<std::size_t>(part) * size;
    std::fill_n(sum, size, real{0});
    work(part, sum);
  }
#pragma omp parallel for schedule(static)
  for (std::size_t first = 0; first < size; first += kAlignedReals) {
    for (int part = 1; part < parts; ++part) {
      const real* more = sums + static_cast<std::size_t>(part) * size + first;
      for (std::size_t k = 0; k < kAlignedReals; ++k) sums[first + k] += more[k];
    }
  }
}

/// The share of `n` things that falls to a part: calls work(thing) for each.
template <typename Work>
void for_share(int part, int parts, int n, Work work) {
  for (int i = part * n / parts; i < (part + 1) * n / parts; ++i) work(i);
}

}  // namespace

Conv2d::Conv2d(const Shape& input, const Options& options, Method method)
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

/// A group's biases with room for whole vectors, or null.
const real* Conv2d::pack_bias(std::span<const real> phi, int group, real* beta) const {
  if (!options_.bias) return nullptr;
  std::copy_n(phi.data() + bias_at(group), group_outputs_, beta);
  return beta;
}

// Scratch begins with what the threads share: weights (forward and dh) with the biases after them,
// or partial sums (dOmega, dbeta). Then comes each thread's own.

int Conv2d::parts(int batch) const {
  if (!winograd_weights_) return std::min(batch * tiles_.count(), kParts);
  const auto parts = static_cast<int>(kPartReals / winograd_->kernels_size());
  return std::min(std::clamp(parts, kFewestParts, kParts), winograd_->groups(batch));
}

std::size_t Conv2d::part_size() const {
  return align_up(winograd_weights_ ? winograd_->kernels_size() : panels_.size());
}

std::size_t Conv2d::bias_size() const {
  return align_up(static_cast<std::size_t>(panels_.whole_vectors(options_.outputs)));
}

std::size_t Conv2d::shared_size(int batch) const {
  const std::size_t weights = align_up(winograd_ ? winograd_->kernels_size() : panels_.size());
  const std::size_t back =
      align_up(winograd_back_ ? winograd_back_->kernels_size() : back_panels_.size());
  return std::max({weights + bias_size(), back, kParts * bias_size(),
                   static_cast<std::size_t>(parts(batch)) * part_size()});
}

/// A tile of windows and the lines of df that they meet, or what Winograd's way takes.
std::size_t Conv2d::thread_size() const {
  const auto df = static_cast<std::size_t>(tiles_.lines(0)) *
                  static_cast<std::size_t>(output_shape().width * output_shape().channels);
  return std::max({align_up(std::max(tiles_.size(), back_.size())) +
                       align_up(df + static_cast<std::size_t>(kernels().lanes)),
                   winograd_ ? winograd_->scratch_size() : 0,
                   winograd_back_ ? winograd_back_->scratch_size() : 0});
}

std::size_t Conv2d::scratch_size(int batch, int threads) const {
  return shared_size(batch) + static_cast<std::size_t>(threads) * thread_size();
}

real* Conv2d::thread_scratch(std::span<real> scratch, int batch) const {
  return scratch.data() + shared_size(batch) +
         static_cast<std::size_t>(omp_get_thread_num()) * thread_size();
}

void Conv2d::forward(const Forward& pass) const {
  if (winograd_) {
    forward_winograd(pass);
  } else {
    for (int group = 0; group < options_.groups; ++group) forward_group(pass, group);
  }
}

void Conv2d::forward_group(const Forward& pass, int group) const {
  real* const Omega = pass.scratch.data();
  panels_.pack(Omega, [&](int k, int o) { return pass.phi[weight_at(group, o, k)]; });
  const real* beta = pack_bias(pass.phi, group, Omega + align_up(panels_.size()));
  const Shape& output = output_shape();
#pragma omp parallel for collapse(2) schedule(static)
  for (int i = 0; i < pass.batch; ++i) {
    for (int t = 0; t < tiles_.count(); ++t) {
      real* tile = thread_scratch(pass.scratch, pass.batch);
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

void Conv2d::forward_winograd(const Forward& pass) const {
  real* const U = pass.scratch.data();
  winograd_->transform_kernels(
      pass.phi.data(), {.input_step = 9, .output_step = std::ptrdiff_t{9} * input_.channels}, U);
  const real* beta = pack_bias(pass.phi, 0, U + align_up(winograd_->kernels_size()));
#pragma omp parallel for schedule(static)
  for (int group = 0; group < winograd_->groups(pass.batch); ++group) {
    winograd_->multiply(pass.batch, group, pass.inputs[0].data(), U, beta, pass.output.data(),
                        thread_scratch(pass.scratch, pass.batch));
  }
}

void Conv2d::backward(const Backward& pass) const {
  if (options_.bias) backward_bias(pass);
  const bool wants_input = !pass.d_inputs[0].empty();
  if (wants_input && !flips_) std::fill(pass.d_inputs[0].begin(), pass.d_inputs[0].end(), real{0});
  if (winograd_weights_) {
    backward_weights_winograd(pass);
  } else {
    for (int group = 0; group < options_.groups; ++group) backward_weights(pass, group);
  }
  if (!wants_input) return;
  if (winograd_back_) {
    backward_winograd(pass);
  } else if (flips_) {
    backward_flipped(pass);
  } else {
    for (int group = 0; group < options_.groups; ++group) backward_columns(pass, group);
  }
}

/// dbeta = df^T 1.
void Conv2d::backward_bias(const Backward& pass) const {
  const int parts = std::min(pass.batch, kParts);
  const int channels = options_.outputs;
  real* const sums = pass.scratch.data();
  sum_parts(parts, sums, bias_size(), [&](int part, real* sum) {
    for_share(part, parts, pass.batch, [&](int i) {
      const real* df = example(pass.d_output, output_shape(), i);
      for (int pixel = 0; pixel < output_shape().plane(); ++pixel, df += channels) {
        for (int o = 0; o < channels; ++o) sum[o] += df[o];
      }
    });
  });
  for (int o = 0; o < channels; ++o)
    pass.d_phi[bias_at(0) + static_cast<std::size_t>(o)] += sums[o];
}

void Conv2d::backward_weights(const Backward& pass, int group) const {
  const int parts = this->parts(pass.batch);
  real* const sums = pass.scratch.data();
  sum_parts(parts, sums, part_size(), [&](int part, real* sum) {
    real* tile = thread_scratch(pass.scratch, pass.batch);
    for_share(part, parts, pass.batch * tiles_.count(),
              [&](int unit) { add_tile(pass, group, unit, sum, tile); });
  });
#pragma omp parallel for schedule(static)
  for (int k = 0; k < panels_.inner(); ++k) {
    panels_.for_row(
        k, [&](int o, std::size_t place) { pass.d_phi[weight_at(group, o, k)] += sums[place]; });
  }
}

/// dOmega += df^T C_h over one tile of one example.
void Conv2d::add_tile(const Backward& pass, int group, int unit, real* dOmega, real* tile) const {
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
  for (int p = 0; p < panels_.count(); ++p) {
    const Panel panel = panels_.panel(p);
    kernels().outer({.h = tile,
                     .windows = tiles_.windows(),
                     .df = df + group * group_outputs_ + panel.first,
                     .df_line_step = std::ptrdiff_t{output.width} * output.channels,
                     .df_step = output.channels,
                     .lines = lines,
                     .count = output.width,
                     .dOmega = dOmega + panels_.offset(p),
                     .panel = panel});
  }
}

void Conv2d::backward_weights_winograd(const Backward& pass) const {
  const int parts = this->parts(pass.batch);
  real* const sums = pass.scratch.data();
  sum_parts(parts, sums, part_size(), [&](int part, real* sum) {
    real* scratch = thread_scratch(pass.scratch, pass.batch);
    for_share(part, parts, winograd_->groups(pass.batch), [&](int group) {
      winograd_->add_gradient(pass.batch, group, pass.inputs[0].data(), pass.d_output.data(), sum,
                              scratch);
    });
  });
  winograd_->add_kernel_gradient(
      sums, {.input_step = 9, .output_step = std::ptrdiff_t{9} * input_.channels},
      pass.d_phi.data());
}

void Conv2d::backward_winograd(const Backward& pass) const {
  real* const U = pass.scratch.data();
  winograd_back_->transform_kernels(
      pass.phi.data(),
      {.input_step = std::ptrdiff_t{9} * input_.channels, .output_step = 9, .turned = true}, U);
#pragma omp parallel for schedule(static)
  for (int group = 0; group < winograd_back_->groups(pass.batch); ++group) {
    winograd_back_->multiply(pass.batch, group, pass.d_output.data(), U, nullptr,
                             pass.d_inputs[0].data(), thread_scratch(pass.scratch, pass.batch));
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
      real* tile = thread_scratch(pass.scratch, pass.batch);
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
      real* tile = thread_scratch(pass.scratch, pass.batch);
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
