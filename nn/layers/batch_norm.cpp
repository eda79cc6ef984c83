#include "nn/layers/batch_norm.h"

#include <cmath>

#include "nn/matrix.h"

namespace backbeat::nn {
namespace {

/// The planes of one channel, one an example.
struct Channel {
  int batch;
  int channels;
  int plane;
  int index;

  std::ptrdiff_t at(int example) const {
    return (static_cast<std::ptrdiff_t>(example) * channels + index) * plane;
  }
  double count() const { return static_cast<double>(batch) * plane; }
};

/// Sums over a channel: within a plane by Eigen's lanes, over the examples in double.
template <typename PlaneSum>
double sum_over(const Channel& channel, PlaneSum plane_sum) {
  double sum = 0.0;
  for (int i = 0; i < channel.batch; ++i) sum += static_cast<double>(plane_sum(channel.at(i)));
  return sum;
}

real inverse_deviation(real variance) {
  return static_cast<real>(1.0 / std::sqrt(static_cast<double>(variance) + BatchNorm::kEpsilon));
}

/// mu and var of channel c: the batch's in training, the running ones in evaluation. Both kinds are
/// stored as all means, then all variances.
struct Moments {
  real mean;
  real variance;
};

Moments moments_at(std::span<const real> stored, std::size_t c) {
  return {.mean = stored[c], .variance = stored[stored.size() / 2 + c]};
}

}  // namespace

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

void BatchNorm::forward(const Forward& pass) const {
  const int plane = output_shape().plane();
  const real* f = pass.inputs[0].data();
#pragma omp parallel for schedule(static)
  for (int c = 0; c < channels(); ++c) {
    const Channel channel{.batch = pass.batch, .channels = channels(), .plane = plane, .index = c};
    const auto k = static_cast<std::size_t>(c);
    if (pass.mode == Mode::kTrain) {
      const double mean =
          sum_over(channel, [&](std::ptrdiff_t at) { return ConstArray(f + at, plane).sum(); }) /
          channel.count();
      const double variance =
          sum_over(channel,
                   [&](std::ptrdiff_t at) {
                     return (ConstArray(f + at, plane) - static_cast<real>(mean)).square().sum();
                   }) /
          channel.count();
      pass.cache[k] = static_cast<real>(mean);
      pass.cache[pass.cache.size() / 2 + k] = static_cast<real>(variance);
    }
    const auto [mean, variance] =
        moments_at(pass.mode == Mode::kTrain ? std::span<const real>(pass.cache) : pass.state, k);
    const real scale = pass.phi[k] * inverse_deviation(variance);
    const real shift = pass.phi[static_cast<std::size_t>(channels()) + k];
    for (int i = 0; i < pass.batch; ++i) {
      MutableArray(pass.output.data() + channel.at(i), plane) =
          (ConstArray(f + channel.at(i), plane) - mean) * scale + shift;
    }
  }
}

void BatchNorm::backward(const Backward& pass) const {
  const int plane = output_shape().plane();
  const real* f = pass.inputs[0].data();
  const real* dy = pass.d_output.data();
#pragma omp parallel for schedule(static)
  for (int c = 0; c < channels(); ++c) {
    const Channel channel{.batch = pass.batch, .channels = channels(), .plane = plane, .index = c};
    const auto k = static_cast<std::size_t>(c);
    const Moments moments = moments_at(pass.mode == Mode::kTrain ? pass.cache : pass.state, k);
    const real mean = moments.mean;
    const real inverse = inverse_deviation(moments.variance);
    const double d_beta =
        sum_over(channel, [&](std::ptrdiff_t at) { return ConstArray(dy + at, plane).sum(); });
    const double d_gamma =
        static_cast<double>(inverse) * sum_over(channel, [&](std::ptrdiff_t at) {
          return (ConstArray(dy + at, plane) * (ConstArray(f + at, plane) - mean)).sum();
        });
    pass.d_phi[k] += static_cast<real>(d_gamma);
    pass.d_phi[static_cast<std::size_t>(channels()) + k] += static_cast<real>(d_beta);
    if (pass.d_inputs[0].empty()) continue;

    const bool train = pass.mode == Mode::kTrain;
    const real scale = pass.phi[k] * inverse;
    const auto mean_dy = static_cast<real>(train ? d_beta / channel.count() : 0.0);
    const auto slope =
        static_cast<real>(train ? d_gamma / channel.count() * static_cast<double>(inverse) : 0.0);
    for (int i = 0; i < pass.batch; ++i) {
      const std::ptrdiff_t at = channel.at(i);
      MutableArray(pass.d_inputs[0].data() + at, plane) =
          scale *
          (ConstArray(dy + at, plane) - mean_dy - (ConstArray(f + at, plane) - mean) * slope);
    }
  }
}

void BatchNorm::update_state(int batch, std::span<const real> cache, std::span<real> state) const {
  const double n = static_cast<double>(batch) * output_shape().plane();
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
