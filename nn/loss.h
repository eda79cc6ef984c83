#pragma once

#include <span>

#include "nn/real.h"

// Losses. Each gives the mean loss L of the batch and writes dL/df, 1/batch included: nowhere else
// is anything divided by the batch size.
namespace backbeat::nn {

/// Softmax cross-entropy. With p = softmax(f), targets q (one-hot, smoothed or soft) and class
/// weights w:
///
///   ell_i = - sum_k w_k q_ik log p_ik        df_ik = (p_ik sum_j w_j q_ij - w_k q_ik) / Z
///   L = sum_i ell_i / Z                      (without weights: df = (p - q) / batch)
///
/// Label smoothing e replaces q by (1 - e) q + e / K. Z is sum_i w_{y_i} for labels and the batch
/// size for soft targets, as torch.nn.CrossEntropyLoss has it.
/// Derivation: nn/README.md, "Softmax and cross-entropy".
struct CrossEntropy {
  double label_smoothing = 0.0;         ///< e, in [0, 1)
  std::span<const real> class_weights;  ///< w, K of them; empty: all 1

  /// `logits` and `d_logits` (batch x K), `labels` batch of them in [0, K). Returns L.
  double operator()(std::span<const real> logits, std::span<const int> labels,
                    std::span<real> d_logits) const;
  /// `targets` (batch x K), each row a distribution, or one times the weight of its example (in
  /// mean 1; the smoothing e / K is not weighted). Returns L.
  double operator()(std::span<const real> logits, std::span<const real> targets, int classes,
                    std::span<real> d_logits) const;
};

/// Mean squared error over all n = batch x K outputs:
///
///   L = sum (f - y)^2 / n        df = 2 (f - y) / n
double mean_squared_error(std::span<const real> outputs, std::span<const real> targets,
                          std::span<real> d_outputs);

}  // namespace backbeat::nn
