#pragma once

#include <vector>

#include "datasets/splits/groups.h"

namespace backbeat::datasets {

/// How much each clip weighs in the training loss, so that an artist with many clips does not
/// decide what a genre sounds like:
///
///   w_i = c_k n_i^-exponent
///
/// with n_i the clips of clip i's label in its group (group_clips(): artist, track or none), and
/// c_k such that the weights of each label k have mean 1. Exponent 0: all clips weigh 1. Exponent
/// 1: the groups of a label weigh the same. Effective numbers lie between: clips of one artist are
/// alike, but not copies. Throws std::invalid_argument on an exponent outside [0, 1].
std::vector<float> balance_groups(const std::vector<Clip>& clips, GroupBy group, double exponent);

}  // namespace backbeat::datasets
