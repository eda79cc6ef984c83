#include "nn/layers/conv2d.h"

#include <algorithm>
#include <cstdint>

#include "nn/buffer.h"
#include "nn/layers/examples.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

/// Smaller planes give Winograd's sums too few tiles to pay for adding them up.
constexpr int kSmallestPlane = 256;

bool can_flip(const Conv2d::Options& options) {
  const Window& w = options.window;
  return options.groups == 1 && w.stride == Extent{} && w.dilation == Extent{} &&
         std::max(w.pad.before.height, w.pad.after.height) < w.kernel.height &&
         std::max(w.pad.before.width, w.pad.after.width) < w.kernel.width;
}

/// Whether dh as a convolution with flipped kernels takes less than dC_h = df Omega, whose columns
/// are then added to the pixels. Either way weights lie in vectors of kVector columns, of which the
/// first has C and the second C times the kernel's size, so an image of one channel would waste most
/// of each; and the first goes over all of h, however few windows there are.
bool flips(const Shape& input, const Shape& output, const Conv2d::Options& options) {
  constexpr std::int64_t kVector = 16;
  constexpr std::int64_t kAdding = 2;  // times the product, where the columns are short
  const auto vectors = [](std::int64_t n) { return (n + kVector - 1) / kVector * kVector; };
  const Extent& kernel = options.window.kernel;
  const std::int64_t taps = std::int64_t{kernel.height} * kernel.width;
  return can_flip(options) && input.plane() * taps * vectors(input.channels) <=
                                  kAdding * output.plane() * vectors(taps * input.channels);
}

/// What df is padded by for the flipped kernels to give dh.
Padding flipped_pad(const Window& w) {
  const auto rest = [&](const Extent& pad) -> Extent {
    return {.height = w.kernel.height - 1 - pad.height, .width = w.kernel.width - 1 - pad.width};
  };
  return {.before = rest(w.pad.before), .after = rest(w.pad.after)};
}

/// Where dh is read from: windows over df, or columns over h.
WindowTiles back_tiles(const Shape& input, const Shape& output, const Conv2d::Options& options) {
  if (!flips(input, output, options)) {
    return {input,
            options.window,
            {.height = output.height, .width = output.width},
            options.outputs / options.groups,
            options.groups,
            WindowTiles::Layout::kColumns};
  }
  Window flipped{.kernel = options.window.kernel};
  flipped.pad = flipped_pad(options.window);
  return {output, flipped, {.height = input.height, .width = input.width}, input.channels};
}

}  // namespace

Conv2d::Conv2d(const Shape& input, const Options& options, Method method)
    : Convolution(input, options),
      group_inputs_(input.channels / options.groups),
      group_outputs_(options.outputs / options.groups),
      tiles_(input, options.window,
             {.height = output_shape().height, .width = output_shape().width}, group_outputs_,
             options.groups),
      panels_(tiles_.inner(), group_outputs_),
      flips_(flips(input, output_shape(), options)),
      back_(back_tiles(input, output_shape(), options)),
      back_panels_(flips_ ? Panels(back_.inner(), input.channels)
                          : Panels(group_outputs_, back_.inner())) {
  const Padding& pad = options.window.pad;
  if (method == Method::kDirect || !can_flip(options) || options.window.kernel != Extent{3, 3}) {
    return;
  }
  if (Winograd::pays(input, options.outputs, pad)) {
    winograd_.emplace(input, options.outputs, pad);
    winograd_weights_ = output_shape().plane() >= kSmallestPlane;
  }
  const Padding back_pad = flipped_pad(options.window);
  if (Winograd::pays(output_shape(), input.channels, back_pad)) {
    winograd_back_.emplace(output_shape(), input.channels, back_pad);
  }
}

/// Place in phi of the weight of output o of a group and inner index k = (i, j, c).
std::size_t Conv2d::weight_at(int group, int o, int k) const {
  const std::ptrdiff_t taps =
      std::ptrdiff_t{options().window.kernel.height} * options().window.kernel.width;
  const int c = k % group_inputs_;
  const int tap = k / group_inputs_;
  const std::ptrdiff_t output = std::ptrdiff_t{group} * group_outputs_ + o;
  return static_cast<std::size_t>((output * group_inputs_ + c) * taps + tap);
}

/// Omega's 3x3 kernels.
Winograd::KernelOrder Conv2d::kernel_order() const {
  return {.input_step = 9, .output_step = std::ptrdiff_t{9} * input_shape().channels};
}

std::size_t Conv2d::weights_size() const {
  return align_up(winograd_ ? winograd_->kernels_size() : panels_.size());
}

std::size_t Conv2d::bias_size() const {
  return align_up(static_cast<std::size_t>(panels_.whole_vectors(group_outputs_)));
}

std::size_t Conv2d::prepared_size() const {
  return static_cast<std::size_t>(options().groups) * (weights_size() + bias_size());
}

void Conv2d::prepare(std::span<const real> weights, std::span<const real> biases,
                     real* prepared) const {
  for (int group = 0; group < options().groups; ++group) {
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

void Conv2d::multiply(int batch, std::span<const real> h, const real* prepared, Finish finish,
                      std::span<real> f, std::span<real> scratch) const {
  for (int group = 0; group < options().groups; ++group) {
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
        const real* windows = tiles_.at(t, example(h, input_shape(), i), group, tile);
        multiply_tile(i, t, group, windows, prepared, finish, f.data(), tile + lines_at());
      });
    }
    prepared += weights_size() + bias_size();
  }
}

/// The outputs of one tile of example i. `lines` is room for its outputs before pooling.
void Conv2d::multiply_tile(int i, int t, int group, const real* windows, const real* Omega,
                           const Finish& finish, real* f, real* lines) const {
  const Shape& output = output_shape();
  const std::ptrdiff_t line = std::ptrdiff_t{output.width} * output.channels;
  Product product{.h = windows,
                  .windows = tiles_.windows(),
                  .Omega = Omega,
                  .beta = finish.beta,
                  .activation = finish.activation,
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
  f += (static_cast<std::ptrdiff_t>(i) * output.height + tiles_.first_line(t)) / 2 * (line / 2);
  product.f = lines;
  for (int y = 0; y < tiles_.lines(t); y += 2, f += line / 2) {
    multiply_lines(product, 2, panels_);
    kernels().pool_lines(lines, output.width, output.channels, f);
    product.h += 2 * product.windows.line_step;
  }
}

}  // namespace backbeat::nn
