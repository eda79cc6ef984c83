#pragma once

#include <span>
#include <vector>

#include "datasets/batches/batch.h"

// Labels as losses read them. A clip without one has the label -1.
namespace backbeat::datasets {

/// w_k = (n / (K n_k))^exponent, with n_k of the n labelled clips in class k. Exponent 0: a class
/// weighs as much as it has clips; 1: as much as any other.
std::vector<float> class_weights(std::span<const int> labels, std::size_t classes, double exponent);

/// (size, classes): the clip's weight at its label; where clips are mixed, lambda of it there and
/// 1 - lambda of the partner's weight at the partner's label, which may be the same. A clip without
/// a label has 0 everywhere. `weights` are of all clips; empty: all 1.
std::vector<float> dense_targets(const Batch& batch, std::span<const float> weights,
                                 std::size_t classes);

/// 0 for a clip without a label, else 1.
std::vector<float> label_weights(const Batch& batch);

}  // namespace backbeat::datasets
