#pragma once

#include <span>

#include "apps/loading/loaded_clips.h"
#include "apps/model/model.h"
#include "apps/training/epoch_record.h"
#include "apps/training/recipe.h"

namespace backbeat::apps {

/// Puts the one best linear head on `embedded` clips, which a body that stays as it is answered for:
/// softmax regression, to the end instead of by epochs. With windows x_j of clip i, of which it has
/// n_i, and targets q_i (one-hot, smoothed, or weighted),
///
///   L = 1/I sum_i 1/n_i sum_j - sum_k q_ik log p_k(x_j) + lambda / 2 |Omega|^2
///   p = softmax(Omega x + beta)
///
/// is convex; nn::minimise() finds its least value, whatever `head`, which head_of() or new_head()
/// made for a linear head, begins with. lambda is the recipe's weight decay. `targets` (clips x
/// classes) as for a Trainer; empty: the labels. Returns what it gave, as one epoch, without
/// validation. Throws std::runtime_error where an embedding is no number.
EpochRecord solve_head(Model& head, const LabelledFeatures& embedded, const Recipe& recipe,
                       std::span<const float> targets = {});

}  // namespace backbeat::apps
