#include "nn/loss.h"

#include <algorithm>
#include <cmath>

namespace backbeat::nn {
namespace {

/// One example: writes df_i times Z into `df` and returns ell_i. `coefficient(k)` is
/// w_k q_ik.
template <typename Coefficient>
double example_loss(std::span<const real> f, std::span<real> df, Coefficient coefficient) {
  const double top = static_cast<double>(*std::max_element(f.begin(), f.end()));
  double sum = 0.0;
  for (const real value : f) sum += std::exp(static_cast<double>(value) - top);
  const double log_sum = top + std::log(sum);
  double loss = 0.0;
  double total = 0.0;
  for (std::size_t k = 0; k < f.size(); ++k) {
    loss -= coefficient(k) * (static_cast<double>(f[k]) - log_sum);
    total += coefficient(k);
  }
  for (std::size_t k = 0; k < f.size(); ++k) {
    const double p = std::exp(static_cast<double>(f[k]) - log_sum);
    df[k] = static_cast<real>(p * total - coefficient(k));
  }
  return loss;
}

double divide_by(double z, double loss, std::span<real> d_logits) {
  const auto scale = static_cast<real>(1.0 / z);
  for (real& value : d_logits) value *= scale;
  return loss / z;
}

}  // namespace

double CrossEntropy::operator()(std::span<const real> logits, std::span<const int> labels,
                                std::span<real> d_logits) const {
  const std::size_t n = logits.size() / labels.size();
  const double off = label_smoothing / static_cast<double>(n);
  const auto weight = [&](std::size_t k) {
    return class_weights.empty() ? 1.0 : static_cast<double>(class_weights[k]);
  };
  double loss = 0.0;
  double z = 0.0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = static_cast<std::size_t>(labels[i]);
    z += weight(label);
    loss += example_loss(logits.subspan(i * n, n), d_logits.subspan(i * n, n), [&](std::size_t k) {
      return weight(k) * (k == label ? 1.0 - label_smoothing + off : off);
    });
  }
  return divide_by(z, loss, d_logits);
}

double CrossEntropy::operator()(std::span<const real> logits, std::span<const real> targets,
                                int classes, std::span<real> d_logits) const {
  const auto n = static_cast<std::size_t>(classes);
  const std::size_t batch = logits.size() / n;
  const double off = label_smoothing / classes;
  double loss = 0.0;
  for (std::size_t i = 0; i < batch; ++i) {
    loss += example_loss(logits.subspan(i * n, n), d_logits.subspan(i * n, n), [&](std::size_t k) {
      const double w = class_weights.empty() ? 1.0 : static_cast<double>(class_weights[k]);
      return w * ((1.0 - label_smoothing) * static_cast<double>(targets[i * n + k]) + off);
    });
  }
  return divide_by(static_cast<double>(batch), loss, d_logits);
}

double mean_squared_error(std::span<const real> outputs, std::span<const real> targets,
                          std::span<real> d_outputs) {
  const auto n = static_cast<double>(outputs.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const double error = static_cast<double>(outputs[i]) - static_cast<double>(targets[i]);
    sum += error * error;
    d_outputs[i] = static_cast<real>(2.0 * error / n);
  }
  return sum / n;
}

}  // namespace backbeat::nn
