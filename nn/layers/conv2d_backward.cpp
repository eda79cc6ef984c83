#include <algorithm>

#include "nn/buffer.h"
#include "nn/layers/conv2d.h"
#include "nn/layers/examples.h"
#include "nn/layers/partial_sums.h"
#include "nn/parallel.h"

// The way back of a convolution: nn/layers/conv2d.h has the equations.
namespace backbeat::nn {
namespace {

/// Winograd's partial sums are larger: fewer of them, rather than more memory than they are worth.
constexpr int kFewestParts = 4;
constexpr std::size_t kPartReals = std::size_t{4} << 20;

}  // namespace

int Conv2d::parts(int batch) const {
  if (!winograd_weights_) return std::min(batch * tiles_.count(), kParts);
  const auto parts = static_cast<int>(kPartReals / winograd_->kernels_size());
  return std::min(std::clamp(parts, kFewestParts, kParts), winograd_->groups(batch));
}

std::size_t Conv2d::part_size() const {
  return align_up(winograd_weights_ ? winograd_->kernels_size() : panels_.size());
}

void Conv2d::backward(const Backward& pass) const {
  if (!pass.d_phi.empty()) backward_parameters(pass);
  if (pass.d_inputs[0].empty()) return;
  if (winograd_back_) {
    backward_winograd(pass);
  } else if (flips_) {
    backward_flipped(pass);
  } else {
    if (!pass.add) std::ranges::fill(pass.d_inputs[0], real{0});
    for (int group = 0; group < options().groups; ++group) backward_columns(pass, group);
  }
}

void Conv2d::backward_parameters(const Backward& pass) const {
  if (options().bias) backward_bias(pass);
  if (winograd_weights_) {
    backward_weights_winograd(pass);
  } else {
    for (int group = 0; group < options().groups; ++group) backward_weights(pass, group);
  }
}

void Conv2d::backward_weights(const Backward& pass, int group) const {
  const int parts = this->parts(pass.batch);
  real* const sums = pass.scratch.data();
  sum_parts(parts, operations(pass.batch), sums, part_size(), [&](int part, real* sum, int thread) {
    real* tile = thread_scratch(pass.scratch, pass.batch, thread);
    for_share(part, parts, pass.batch * tiles_.count(),
              [&](int unit) { add_tile(pass, group, unit, sum, tile); });
  });
  parallel_for(panels_.inner(), panels_.size(), [&](int k) {
    panels_.for_row(
        k, [&](int o, std::size_t place) { pass.d_phi[weight_at(group, o, k)] += sums[place]; });
  });
}

/// dOmega += df^T C_h over one tile of one example.
void Conv2d::add_tile(const Backward& pass, int group, int unit, real* dOmega, real* tile) const {
  const Shape& output = output_shape();
  const int i = unit / tiles_.count();
  const int t = unit % tiles_.count();
  const int lines = tiles_.lines(t);
  const real* windows = tiles_.at(t, example(pass.inputs[0], input_shape(), i), group, tile);
  const real* df = line(example(pass.d_output, output, i), output, tiles_.first_line(t));
  if (group_outputs_ % kernels().lanes != 0) {
    // The last vector reads past the end.
    real* const copy = tile + lines_at();
    std::copy_n(df, lines * output.width * output.channels, copy);
    df = copy;
  }
  for (int p = 0; p < panels_.count(); ++p) {
    const Panel panel = panels_.panel(p);
    kernels().outer({.h = windows,
                     .windows = tiles_.windows(),
                     .df = df + std::ptrdiff_t{group} * group_outputs_ + panel.first,
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
  sum_parts(parts, operations(pass.batch), sums, part_size(), [&](int part, real* sum, int thread) {
    real* scratch = thread_scratch(pass.scratch, pass.batch, thread);
    for_share(part, parts, winograd_->groups(pass.batch), [&](int group) {
      winograd_->add_gradient(pass.batch, group, pass.inputs[0].data(), pass.d_output.data(), sum,
                              scratch);
    });
  });
  winograd_->add_kernel_gradient(sums, kernel_order(), pass.d_phi.data());
}

void Conv2d::backward_winograd(const Backward& pass) const {
  real* const U = pass.scratch.data();
  // Inputs and outputs change places.
  const Winograd::KernelOrder order = kernel_order();
  winograd_back_->transform_kernels(
      pass.phi.data(),
      {.input_step = order.output_step, .output_step = order.input_step, .turned = true}, U);
  parallel_for_threads(
      winograd_back_->groups(pass.batch), operations(pass.batch), [&](int group, int thread) {
        winograd_back_->multiply(pass.batch, group, pass.d_output.data(), U,
                                 {.other = pass.add ? pass.d_inputs[0].data() : nullptr},
                                 pass.d_inputs[0].data(),
                                 thread_scratch(pass.scratch, pass.batch, thread));
      });
}

/// dh = df, padded, under kernels turned by 180 degrees: inner index (i, j, o).
void Conv2d::backward_flipped(const Backward& pass) const {
  const int taps = options().window.kernel.height * options().window.kernel.width;
  real* const Omega = pass.scratch.data();
  back_panels_.pack(Omega, [&](int k, int c) {
    const int tap = taps - 1 - k / group_outputs_;
    return pass.phi[weight_at(0, k % group_outputs_, tap * group_inputs_ + c)];
  });
  parallel_for_threads(
      pass.batch * back_.count(), operations(pass.batch), [&](int unit, int thread) {
        const int i = unit / back_.count();
        const int t = unit % back_.count();
        real* tile = thread_scratch(pass.scratch, pass.batch, thread);
        const real* windows = back_.at(t, example(pass.d_output, output_shape(), i), 0, tile);
        real* const dh =
            line(example(pass.d_inputs[0], input_shape(), i), input_shape(), back_.first_line(t));
        multiply_lines({.h = windows,
                        .windows = back_.windows(),
                        .Omega = Omega,
                        .other = pass.add ? dh : nullptr,
                        .f = dh,
                        .f_step = input_shape().channels,
                        .count = input_shape().width},
                       back_.lines(t), back_panels_);
      });
}

/// dC_h = df Omega, added to the pixels that C_h was copied from.
void Conv2d::backward_columns(const Backward& pass, int group) const {
  const Shape& output = output_shape();
  real* const Omega = pass.scratch.data();
  back_panels_.pack(Omega, [&](int o, int k) { return pass.phi[weight_at(group, o, k)]; });
  parallel_for_threads(pass.batch, operations(pass.batch), [&](int i, int thread) {
    for (int t = 0; t < back_.count(); ++t) {
      real* tile = thread_scratch(pass.scratch, pass.batch, thread);
      multiply_lines({.h = line(example(pass.d_output, output, i), output, back_.first_line(t)) +
                           std::ptrdiff_t{group} * group_outputs_,
                      .windows = {.line_step = std::ptrdiff_t{output.width} * output.channels,
                                  .step = output.channels,
                                  .inner = group_outputs_},
                      .Omega = Omega,
                      .f = tile,
                      .f_step = back_.inner(),
                      .count = output.width},
                     back_.lines(t), back_panels_);
      back_.add_columns(t, tile, group, example(pass.d_inputs[0], input_shape(), i));
    }
  });
}

}  // namespace backbeat::nn
