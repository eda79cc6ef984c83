#pragma once

#include <cstddef>
#include <vector>

#include "audio/random.h"
#include "datasets/dataset.h"

// Dealing groups of clips to the sides of a split so that each side gets its share of every class.
namespace backbeat::datasets {

/// Clips that must stay together.
struct Group {
  std::vector<int> clips;            ///< positions in Dataset::clips
  std::vector<double> class_shares;  ///< of each class's clips in all groups, the part in this one

  bool holds(std::size_t label) const { return class_shares[label] > 0.0; }
};

/// `clips`, of which equal `group_numbers` (one for each clip of the dataset) stay together.
std::vector<Group> gather_groups(const Dataset& dataset, const std::vector<int>& clips,
                                 const std::vector<int>& group_numbers);

struct DealOptions {
  std::vector<double> side_shares;  ///< what each side should get of every class; they sum to 1
  std::vector<bool> pinned;         ///< groups that must go to the first side; empty: none
};

/// Side of each group. With h_sc the share of class c that side s already has, t_s what it should
/// have and g_c the group's own, a group adds
///     sum_c (h_sc + g_c - t_s)^2 - (h_sc - t_s)^2 = const + 2 sum_c g_c (h_sc - t_s)
/// to the squared error, so each group goes to the side with the greatest need
/// sum_c g_c (t_s - h_sc). Large groups come first: the small ones even out what these leave. The
/// smaller side wins a tie, then the first; groups of one size come in the order `random` gives.
std::vector<std::size_t> deal(const std::vector<Group>& groups, const DealOptions& options,
                              audio::Random& random);

}  // namespace backbeat::datasets
