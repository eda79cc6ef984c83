#include "nn/training/loss.h"

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

double divide_by(double z, double loss, std::span<real> d_outputs) {
  if (z == 0.0) return 0.0;
  const auto scale = static_cast<real>(1.0 / z);
  for (real& value : d_outputs) value *= scale;
  return loss / z;
}

/// The weighted mean of a loss of single numbers: `number_loss(f, y, df)` returns it and its
/// derivative.
template <typename NumberLoss>
double mean_of_numbers(std::span<const real> outputs, const SoftTargets& targets,
                       std::span<real> d_outputs, NumberLoss number_loss) {
  const std::size_t n =
      targets.weights.empty() ? outputs.size() : outputs.size() / targets.weights.size();
  double loss = 0.0;
  double z = 0.0;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const double w = targets.weights.empty() ? 1.0 : static_cast<double>(targets.weights[i / n]);
    d_outputs[i] = 0;
    if (w == 0.0) continue;
    double df = 0.0;
    loss += w * number_loss(static_cast<double>(outputs[i]), static_cast<double>(targets.values[i]),
                            &df);
    d_outputs[i] = static_cast<real>(w * df);
    z += w;
  }
  return divide_by(z, loss, d_outputs);
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
  std::ranges::fill(d_logits, real{0});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) continue;
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
  const double off = label_smoothing / classes;
  double loss = 0.0;
  double z = 0.0;
  std::ranges::fill(d_logits, real{0});
  for (std::size_t i = 0; i * n < logits.size(); ++i) {
    const auto q = targets.subspan(i * n, n);
    if (std::ranges::all_of(q, [](real value) { return value == real{0}; })) continue;
    z += 1.0;
    loss += example_loss(logits.subspan(i * n, n), d_logits.subspan(i * n, n), [&](std::size_t k) {
      const double w = class_weights.empty() ? 1.0 : static_cast<double>(class_weights[k]);
      return w * ((1.0 - label_smoothing) * static_cast<double>(q[k]) + off);
    });
  }
  return divide_by(z, loss, d_logits);
}

double mean_squared_error(std::span<const real> outputs, const SoftTargets& targets,
                          std::span<real> d_outputs) {
  return mean_of_numbers(outputs, targets, d_outputs, [](double f, double y, double* df) {
    *df = 2.0 * (f - y);
    return (f - y) * (f - y);
  });
}

double binary_cross_entropy(std::span<const real> logits, const SoftTargets& targets,
                            std::span<real> d_logits) {
  return mean_of_numbers(logits, targets, d_logits, [](double f, double y, double* df) {
    // With e = exp(-|f|) nothing overflows: -log p = log(1 + e) + max(-f, 0).
    const double e = std::exp(-std::abs(f));
    const double p = f >= 0.0 ? 1.0 / (1.0 + e) : e / (1.0 + e);
    *df = p - y;
    return std::log1p(e) + std::max(f, 0.0) - y * f;
  });
}

}  // namespace backbeat::nn
