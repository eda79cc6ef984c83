#pragma once

#include <vector>

#include "datasets/splits/groups.h"

namespace backbeat::datasets {

/// How much each clip weighs in the training loss, so that an artist with many clips does not
/// decide what a genre sounds like:
///
///   w_i = c_k W_ks^-x n_i^-e
///
/// with n_i the clips of clip i's label in its group (group_clips(): artist, track or none), W_ks
/// the sum of n^-e over the clips of its label k in its source s, and c_k such that the weights of
/// each label have mean 1. e = 0: all clips weigh 1. e = 1: the groups of a label weigh the same.
/// Effective numbers lie between: clips of one artist are alike, but not copies. x does for sources
/// what e does for groups, so that no collection decides alone what its genre sounds like. Throws
/// std::invalid_argument on an exponent outside [0, 1].
std::vector<float> balance_groups(const std::vector<Clip>& clips, GroupBy group,
                                  double group_exponent, double source_exponent = 0.0);

}  // namespace backbeat::datasets
