#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"

namespace backbeat::datasets {

/// What the manifest says of each clip (its side or fold: `what`), said of whole groups: a clip
/// that the manifest leaves open goes with the rest of its group. Throws ManifestError where two
/// clips of a group differ.
std::vector<std::optional<int>> agree_by_group(const Dataset& dataset,
                                               const std::vector<int>& groups,
                                               const std::vector<std::optional<int>>& values,
                                               std::string_view what);

}  // namespace backbeat::datasets
