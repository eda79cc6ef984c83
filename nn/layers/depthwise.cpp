#include "nn/layers/depthwise.h"

#include <algorithm>

#include <fmt/format.h>

#include "nn/buffer.h"
#include "nn/errors.h"
#include "nn/layers/examples.h"
#include "nn/layers/partial_sums.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

TapGrid forward_grid(int outputs, int inputs, int kernel, int stride, int pad, int dilation) {
  return {.outputs = outputs,
          .inputs = inputs,
          .kernel = kernel,
          .stride = stride,
          .offset = -pad,
          .dilation = dilation};
}

/// Of dh: the turned tap k - 1 - j of input u reads the output u + pad - j d.
TapGrid turned(const TapGrid& grid) {
  return {.outputs = grid.inputs,
          .inputs = grid.outputs,
          .kernel = grid.kernel,
          .offset = -grid.offset - (grid.kernel - 1) * grid.dilation,
          .dilation = grid.dilation};
}

TapGrid down_grid(const Shape& input, const Shape& output, const Window& w) {
  return forward_grid(output.height, input.height, w.kernel.height, w.stride.height,
                      w.pad.before.height, w.dilation.height);
}

TapGrid across_grid(const Shape& input, const Shape& output, const Window& w) {
  return forward_grid(output.width, input.width, w.kernel.width, w.stride.width, w.pad.before.width,
                      w.dilation.width);
}

}  // namespace

Depthwise::Plan Depthwise::plan_of(const TapGrid& down, const TapGrid& across, int channels) {
  Plan plan{.down = down,
            .across = across,
            .channels = channels,
            .rows = {},
            .columns = tap_runs(across)};
  for (const TapRun& run : tap_runs(down)) {
    plan.rows.insert(plan.rows.end(), static_cast<std::size_t>(run.count), run);
  }
  return plan;
}

template <typename Visit>
void Depthwise::Plan::for_runs(int y, Visit visit) const {
  const std::ptrdiff_t c = channels;
  const std::ptrdiff_t line = across.inputs * c;
  const TapRun& row = rows[static_cast<std::size_t>(y)];
  const std::ptrdiff_t top =
      std::ptrdiff_t{y} * down.stride + down.offset + std::ptrdiff_t{row.tap} * down.dilation;
  for (const TapRun& run : columns) {
    const std::ptrdiff_t left = std::ptrdiff_t{run.first} * across.stride + across.offset +
                                std::ptrdiff_t{run.tap} * across.dilation;
    const bool reads = row.taps > 0 && run.taps > 0;
    visit(DepthwiseTaps{.rows = reads ? row.taps : 0,
                        .columns = run.taps,
                        .channels = channels,
                        .row_step = line * down.dilation,
                        .column_step = c * across.dilation,
                        .Omega_row_step = across.kernel * c,
                        .step = c * across.stride,
                        .count = run.count},
          reads ? top * line + left * c : 0,
          (std::ptrdiff_t{row.tap} * across.kernel + run.tap) * c,
          (std::ptrdiff_t{y} * across.outputs + run.first) * c);
  }
}

Depthwise::Depthwise(const Shape& input, const Options& options)
    : Convolution(input, options),
      plan_(plan_of(down_grid(input, output_shape(), options.window),
                    across_grid(input, output_shape(), options.window), input.channels)),
      back_(plan_of(turned(plan_.down), turned(plan_.across), input.channels)) {
  if (computes(input, options)) return;
  throw ShapeError(
      fmt::format("conv: found {} groups and {} outputs, expected {} of each: one a channel",
                  options.groups, options.outputs, input.channels));
}

std::size_t Depthwise::weights_size() const {
  return align_up(weight_count());
}

std::size_t Depthwise::prepared_size() const {
  return weights_size() + align_up(static_cast<std::size_t>(input_shape().channels));
}

void Depthwise::transpose(std::span<const real> weights, bool turned, real* Omega) const {
  for (int t = 0; t < taps(); ++t) {
    const int from = turned ? taps() - 1 - t : t;
    for (int c = 0; c < input_shape().channels; ++c) {
      *Omega++ = weights[static_cast<std::size_t>(std::ptrdiff_t{c} * taps() + from)];
    }
  }
}

void Depthwise::prepare(std::span<const real> weights, std::span<const real> biases,
                        real* prepared) const {
  transpose(weights, false, prepared);
  real* const beta = prepared + weights_size();
  std::fill_n(beta, input_shape().channels, real{0});
  std::ranges::copy(biases, beta);
}

int Depthwise::parts(int batch) const {
  return std::min(batch * output_shape().height, kParts);
}

std::size_t Depthwise::scratch_size(int batch, int /*threads*/) const {
  return std::max({prepared_size(), bias_parts_size(),
                   static_cast<std::size_t>(parts(batch)) * weights_size()});
}

void Depthwise::multiply(int batch, std::span<const real> h, const real* prepared, Finish finish,
                         std::span<real> f, std::span<real> /*scratch*/) const {
  finish.beta = prepared + weights_size();
  multiply(plan_, batch, h.data(), prepared, finish, f.data());
}

void Depthwise::multiply(const Plan& plan, int batch, const real* h, const real* Omega,
                         const Finish& finish, real* f) const {
  const int lines = plan.down.outputs;
  const std::ptrdiff_t input =
      std::ptrdiff_t{plan.down.inputs} * plan.across.inputs * plan.channels;
  const std::ptrdiff_t output = std::ptrdiff_t{lines} * plan.across.outputs * plan.channels;
  parallel_for(batch * lines, operations(batch), [&](int unit) {
    const int i = unit / lines;
    plan.for_runs(unit % lines, [&](const DepthwiseTaps& taps, std::ptrdiff_t from,
                                    std::ptrdiff_t tap, std::ptrdiff_t to) {
      const std::ptrdiff_t at = i * output + to;
      kernels().depthwise({.taps = taps,
                           .h = h + i * input + from,
                           .Omega = Omega + tap,
                           .beta = finish.beta,
                           .other = finish.other != nullptr ? finish.other + at : nullptr,
                           .activation = finish.activation,
                           .f = f + at});
    });
  });
}

void Depthwise::backward(const Backward& pass) const {
  if (!pass.d_phi.empty()) {
    if (options().bias) backward_bias(pass);
    backward_weights(pass);
  }
  if (pass.d_inputs[0].empty()) return;
  const auto weights = pass.phi.first(weight_count());
  real* const Omega = pass.scratch.data();
  real* const dh = pass.d_inputs[0].data();
  if (options().window.stride == Extent{}) {
    transpose(weights, true, Omega);
    multiply(back_, pass.batch, pass.d_output.data(), Omega, {.other = pass.add ? dh : nullptr},
             dh);
  } else {
    transpose(weights, false, Omega);
    if (!pass.add) std::ranges::fill(pass.d_inputs[0], real{0});
    scatter(pass, Omega);
  }
}

void Depthwise::backward_weights(const Backward& pass) const {
  const int parts = this->parts(pass.batch);
  const int lines = output_shape().height;
  real* const sums = pass.scratch.data();
  sum_parts(parts, operations(pass.batch), sums, weights_size(),
            [&](int part, real* sum, int /*thread*/) {
              for_share(part, parts, pass.batch * lines, [&](int unit) {
                const real* h = example(pass.inputs[0], input_shape(), unit / lines);
                const real* df = example(pass.d_output, output_shape(), unit / lines);
                plan_.for_runs(unit % lines, [&](const DepthwiseTaps& taps, std::ptrdiff_t from,
                                                 std::ptrdiff_t tap, std::ptrdiff_t to) {
                  kernels().depthwise_gradient(
                      {.taps = taps, .h = h + from, .df = df + to, .dOmega = sum + tap});
                });
              });
            });
  for (int t = 0; t < taps(); ++t) {
    for (int c = 0; c < input_shape().channels; ++c) {
      pass.d_phi[static_cast<std::size_t>(std::ptrdiff_t{c} * taps() + t)] +=
          sums[std::ptrdiff_t{t} * input_shape().channels + c];
    }
  }
}

/// dh += df Omega, pixel by pixel; lines of outputs share lines of inputs, so a thread takes a whole
/// example.
void Depthwise::scatter(const Backward& pass, const real* Omega) const {
  parallel_for(pass.batch, operations(pass.batch), [&](int i) {
    const real* df = example(pass.d_output, output_shape(), i);
    real* dh = example(pass.d_inputs[0], input_shape(), i);
    for (int y = 0; y < output_shape().height; ++y) {
      plan_.for_runs(y, [&](const DepthwiseTaps& taps, std::ptrdiff_t from, std::ptrdiff_t tap,
                            std::ptrdiff_t to) {
        kernels().depthwise_scatter(
            {.taps = taps, .df = df + to, .Omega = Omega + tap, .dh = dh + from});
      });
    }
  });
}

}  // namespace backbeat::nn
