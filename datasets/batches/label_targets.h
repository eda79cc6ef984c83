#pragma once

#include <span>
#include <vector>

#include "datasets/batches/batch.h"

// Labels as losses read them. A clip without one has the label -1.
namespace backbeat::datasets {

/// w_k = (n / (K n_k))^exponent, with n_k of the n labelled clips in class k. Exponent 0: a class
/// weighs as much as it has clips; 1: as much as any other.
std::vector<float> class_weights(std::span<const int> labels, std::size_t classes, double exponent);

/// (clips, classes): each clip's weight at its label, else 0. `weights` empty: all 1.
std::vector<float> clip_targets(std::span<const int> labels, std::span<const float> weights,
                                std::size_t classes);

/// (size, classes): the targets of the batch's clips out of those of all, (clips, classes); where
/// clips are mixed, lambda of the clip's and 1 - lambda of its partner's.
std::vector<float> dense_targets(const Batch& batch, std::span<const float> clip_targets,
                                 std::size_t classes);

/// 0 for a clip without a label, else 1.
std::vector<float> label_weights(const Batch& batch);

}  // namespace backbeat::datasets
