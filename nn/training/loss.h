#pragma once

#include <span>

#include "nn/real.h"

// Losses. Each gives the mean loss L of the batch and writes dL/df, 1/batch included: nowhere else
// is anything divided by the batch size. An example that says nothing, for it has no label or no
// target, weighs nothing: it has no gradient and does not count in the mean. Where no example of
// the batch says anything, L is 0.
namespace backbeat::nn {

/// Softmax cross-entropy. With p = softmax(f), targets q (one-hot, smoothed or soft) and class
/// weights w:
///
///   ell_i = - sum_k w_k q_ik log p_ik        df_ik = (p_ik sum_j w_j q_ij - w_k q_ik) / Z
///   L = sum_i ell_i / Z                      (without weights: df = (p - q) / batch)
///
/// Label smoothing e replaces q by (1 - e) q + e / K. Z is sum_i w_{y_i} for labels and the number
/// of examples for soft targets, as torch.nn.CrossEntropyLoss has it.
/// Derivation: nn/README.md, "Softmax and cross-entropy".
struct CrossEntropy {
  double label_smoothing = 0.0;         ///< e, in [0, 1)
  std::span<const real> class_weights;  ///< w, K of them; empty: all 1

  /// `logits` and `d_logits` (batch x K), `labels` batch of them in [0, K), or negative: none.
  /// Returns L.
  double operator()(std::span<const real> logits, std::span<const int> labels,
                    std::span<real> d_logits) const;
  /// `targets` (batch x K), each row a distribution, or one times the weight of its example (in
  /// mean 1; the smoothing e / K is not weighted), or all 0: none. Returns L.
  double operator()(std::span<const real> logits, std::span<const real> targets, int classes,
                    std::span<real> d_logits) const;
};

/// Targets y (batch x K) of the losses below and the weights w of the examples, batch of them; with
/// no weights all are 1.
struct SoftTargets {
  std::span<const real> values;
  std::span<const real> weights;
};

/// Mean squared error over the K outputs of every example:
///
///   L = sum_i w_i sum_k (f_ik - y_ik)^2 / Z        df_ik = 2 w_i (f_ik - y_ik) / Z
///   Z = K sum_i w_i
double mean_squared_error(std::span<const real> outputs, const SoftTargets& targets,
                          std::span<real> d_outputs);
inline double mean_squared_error(std::span<const real> outputs, std::span<const real> targets,
                                 std::span<real> d_outputs) {
  return mean_squared_error(outputs, SoftTargets{.values = targets, .weights = {}}, d_outputs);
}

/// Binary cross-entropy of K independent yes-or-no questions, with p = sigmoid(f) and targets y in
/// [0, 1]:
///
///   ell_ik = - y_ik log p_ik - (1 - y_ik) log(1 - p_ik)        df_ik = w_i (p_ik - y_ik) / Z
///   L = sum_i w_i sum_k ell_ik / Z                             Z = K sum_i w_i
///
/// Derivation: nn/README.md, "Sigmoid and binary cross-entropy".
double binary_cross_entropy(std::span<const real> logits, const SoftTargets& targets,
                            std::span<real> d_logits);

}  // namespace backbeat::nn
