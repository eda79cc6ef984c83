#include "nn/layers/batch_norm.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "nn/buffer.h"
#include "nn/errors.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

/// Channels whose sums are kept side by side while the lines go by.
constexpr int kBlock = 16;

Shape output_of(Shape shape, const BatchNorm::Then& then) {
  if (then.pool) {
    shape.height /= 2;
    shape.width /= 2;
  }
  return shape;
}

/// Calls work(first channel, channels) for each block; `operations` as in parallel_for().
template <typename Work>
void for_blocks(int channels, std::size_t operations, Work work) {
  parallel_for((channels + kBlock - 1) / kBlock, operations, [&](int block) {
    const int first = kBlock * block;
    work(first, std::min(kBlock, channels - first));
  });
}

}  // namespace

BatchNorm::BatchNorm(const Shape& input, double epsilon, const Then& then)
    : Layer(kKind, output_of(input, then)), input_(input), epsilon_(epsilon), then_(then) {
  if (epsilon > 0.0 && epsilon <= 1.0) return;
  throw ShapeError(
      fmt::format("batch_norm: epsilon: found {}, expected more than 0, at most 1", epsilon));
}

real BatchNorm::inverse_deviation(real variance) const {
  return static_cast<real>(1.0 / std::sqrt(static_cast<double>(variance) + epsilon_));
}

std::vector<TensorSpec> BatchNorm::parameters() const {
  return {{.name = "weight", .shape = {channels()}, .init = Init::kOne},
          {.name = "bias", .shape = {channels()}}};
}

std::vector<TensorSpec> BatchNorm::state() const {
  return {{.name = "running_mean", .shape = {channels()}},
          {.name = "running_var", .shape = {channels()}, .init = Init::kOne}};
}

std::size_t BatchNorm::cache_size(int /*batch*/) const {
  return 2 * static_cast<std::size_t>(channels());
}

std::size_t BatchNorm::scratch_size(int batch, int /*threads*/) const {
  const auto c = static_cast<std::size_t>(channels());
  return 5 * align_up(c) + static_cast<std::size_t>(batch * input_.height) * 2 * c;
}

BatchNorm::Channels BatchNorm::channels_in(std::span<real> scratch) const {
  const std::size_t stride = align_up(static_cast<std::size_t>(channels()));
  real* const begin = scratch.data();
  return {.mean = begin,
          .scale = begin + stride,
          .shift = begin + 2 * stride,
          .mean_gradient = begin + 3 * stride,
          .slope = begin + 4 * stride,
          .partial = begin + 5 * stride};
}

void BatchNorm::scale_and_shift(std::span<const real> phi, std::span<const real> state,
                                std::span<real> scale, std::span<real> shift) const {
  const auto n = static_cast<std::size_t>(channels());
  for (std::size_t c = 0; c < n; ++c) {
    scale[c] = phi[c] * inverse_deviation(state[n + c]);
    shift[c] = phi[n + c] - scale[c] * state[c];
  }
}

/// Leaves mu and var in the cache. Each line gives its mean and its squared deviations from that;
/// deviations about the common mean follow from them (Chan, Golub & LeVeque 1979) without the
/// cancellation of E[f^2] - E[f]^2.
void BatchNorm::find_moments(const Forward& pass, const Channels& at) const {
  const int lines = pass.batch * input_.height;
  const std::ptrdiff_t c = channels();
  parallel_for(lines, pass.inputs[0].size(), [&](int i) {
    real* partial = at.partial + 2 * c * i;
    kernels().moments(pass.inputs[0].data() + static_cast<std::size_t>(i) * line_size(),
                      input_.width, channels(), partial, partial + c);
  });
  for_blocks(channels(), 4 * static_cast<std::size_t>(lines * channels()), [&](int first, int n) {
    double mean[kBlock]{};
    double deviations[kBlock]{};
    for (int i = 0; i < lines; ++i) {
      for (int k = 0; k < n; ++k) mean[k] += static_cast<double>(at.partial[2 * c * i + first + k]);
    }
    for (int k = 0; k < n; ++k) mean[k] /= lines;
    for (int i = 0; i < lines; ++i) {
      const real* partial = at.partial + 2 * c * i + first;
      for (int k = 0; k < n; ++k) {
        const double d = static_cast<double>(partial[k]) - mean[k];
        deviations[k] += static_cast<double>(partial[c + k]) + input_.width * d * d;
      }
    }
    for (int k = 0; k < n; ++k) {
      const auto place = static_cast<std::size_t>(first) + static_cast<std::size_t>(k);
      pass.cache[place] = static_cast<real>(mean[k]);
      pass.cache[static_cast<std::size_t>(c) + place] =
          static_cast<real>(deviations[k] / count(pass.batch));
    }
  });
}

/// `moments`: all means, then all variances; the batch's in training, else the running ones.
void BatchNorm::read_moments(std::span<const real> phi, std::span<const real> moments,
                             const Channels& at) const {
  const auto n = static_cast<std::size_t>(channels());
  for (std::size_t c = 0; c < n; ++c) {
    at.mean[c] = moments[c];
    at.scale[c] = phi[c] * inverse_deviation(moments[n + c]);
    at.shift[c] = phi[n + c];
  }
}

NormLine BatchNorm::line(std::span<const std::span<const real>> inputs, int unit,
                         const Channels& at) const {
  const std::size_t first = static_cast<std::size_t>(unit * lines_a_unit()) * line_size();
  return {.f = inputs[0].data() + first,
          .other = then_.add ? inputs[1].data() + first : nullptr,
          .count = input_.width,
          .channels = channels(),
          .activation = then_.activation,
          .pool = then_.pool,
          .mean = at.mean,
          .scale = at.scale,
          .shift = at.shift};
}

void BatchNorm::forward(const Forward& pass) const {
  const Channels at = channels_in(pass.scratch);
  const bool train = pass.mode == Mode::kTrain;
  if (train && !pass.again) find_moments(pass, at);
  read_moments(pass.phi, train ? std::span<const real>(pass.cache) : pass.state, at);
  const std::size_t output_line =
      output_shape().size() / static_cast<std::size_t>(output_shape().height);
  parallel_for(units(pass.batch), pass.inputs[0].size(), [&](int unit) {
    kernels().norm(line(pass.inputs, unit, at),
                   pass.output.data() + static_cast<std::size_t>(unit) * output_line);
  });
}

NormLineBackward BatchNorm::line_backward(const Backward& pass, int unit,
                                          const Channels& at) const {
  const std::size_t output_line =
      output_shape().size() / static_cast<std::size_t>(output_shape().height);
  const std::size_t first = static_cast<std::size_t>(unit) * output_line;
  return {.forward = line(pass.inputs, unit, at),
          .y = needs().output ? pass.output.data() + first : nullptr,
          .dy = pass.d_output.data() + first,
          .mean_gradient = at.mean_gradient,
          .slope = at.slope};
}

/// dgamma and dbeta, and what they take from every df.
void BatchNorm::find_slopes(const Backward& pass, const Channels& at) const {
  const int units = this->units(pass.batch);
  const std::ptrdiff_t c = channels();
  parallel_for(units, pass.inputs[0].size(), [&](int unit) {
    real* partial = at.partial + 2 * c * unit;
    kernels().norm_sums(line_backward(pass, unit, at), partial, partial + c);
  });
  const bool train = pass.mode == Mode::kTrain;
  const std::span<const real> variance =
      (train ? pass.cache : pass.state).subspan(static_cast<std::size_t>(c));
  for_blocks(channels(), 4 * static_cast<std::size_t>(units * channels()), [&](int first, int n) {
    double d_beta[kBlock]{};
    double d_gamma[kBlock]{};  // without 1 / sqrt(var + eps)
    for (int unit = 0; unit < units; ++unit) {
      const real* partial = at.partial + 2 * c * unit + first;
      for (int k = 0; k < n; ++k) {
        d_beta[k] += static_cast<double>(partial[k]);
        d_gamma[k] += static_cast<double>(partial[c + k]);
      }
    }
    for (int k = 0; k < n; ++k) {
      const auto place = static_cast<std::size_t>(first) + static_cast<std::size_t>(k);
      const auto inverse = static_cast<double>(inverse_deviation(variance[place]));
      if (!pass.d_phi.empty()) {
        pass.d_phi[place] += static_cast<real>(d_gamma[k] * inverse);
        pass.d_phi[static_cast<std::size_t>(c) + place] += static_cast<real>(d_beta[k]);
      }
      const double n_values = count(pass.batch);
      at.mean_gradient[place] = static_cast<real>(train ? d_beta[k] / n_values : 0.0);
      at.slope[place] = static_cast<real>(train ? d_gamma[k] * inverse * inverse / n_values : 0.0);
    }
  });
}

void BatchNorm::backward(const Backward& pass) const {
  const Channels at = channels_in(pass.scratch);
  const bool train = pass.mode == Mode::kTrain;
  read_moments(pass.phi, train ? pass.cache : pass.state, at);
  if (train || !pass.d_phi.empty()) {
    find_slopes(pass, at);
  } else {
    std::fill_n(at.mean_gradient, channels(), real{0});
    std::fill_n(at.slope, channels(), real{0});
  }
  const auto d_input = [&](std::size_t j, std::size_t first) {
    return j < pass.d_inputs.size() && !pass.d_inputs[j].empty() ? pass.d_inputs[j].data() + first
                                                                 : nullptr;
  };
  if (d_input(0, 0) == nullptr && d_input(1, 0) == nullptr) return;
  parallel_for(units(pass.batch), pass.inputs[0].size(), [&](int unit) {
    const std::size_t first = static_cast<std::size_t>(unit * lines_a_unit()) * line_size();
    kernels().norm_backward(line_backward(pass, unit, at), d_input(0, first), d_input(1, first));
  });
}

void BatchNorm::update_state(int batch, std::span<const real> cache, std::span<real> state) const {
  const double n = count(batch);
  const double unbias = n > 1.0 ? n / (n - 1.0) : 1.0;
  const auto momentum = static_cast<real>(kMomentum);
  for (int c = 0; c < channels(); ++c) {
    const auto k = static_cast<std::size_t>(c);
    const std::size_t variance_at = static_cast<std::size_t>(channels()) + k;
    const auto variance = static_cast<real>(unbias * static_cast<double>(cache[variance_at]));
    state[k] += momentum * (cache[k] - state[k]);
    state[variance_at] += momentum * (variance - state[variance_at]);
  }
}

}  // namespace backbeat::nn
