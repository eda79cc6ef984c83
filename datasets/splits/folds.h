#pragma once

#include <cstdint>
#include <vector>

#include "datasets/dataset.h"
#include "datasets/splits/groups.h"

namespace backbeat::datasets {

/// Stratified, group-aware folds: fold number of each clip, 0..k-1. Uses the manifest's `fold`
/// column when every clip has one below k (folds that cut through a group are an error). No fold is
/// empty and every class is in two folds at least, so that it is both trained and judged; otherwise
/// throws ManifestError.
std::vector<int> make_folds(const Dataset& dataset, int k, GroupBy group, std::uint64_t seed);

/// The same drawn whatever the manifest says, where a fold may be empty, and a class of one group in
/// one fold alone.
std::vector<int> draw_folds(const Dataset& dataset, int k, GroupBy group, std::uint64_t seed);

}  // namespace backbeat::datasets
