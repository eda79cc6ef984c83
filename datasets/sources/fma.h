#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"

namespace backbeat::datasets {

/// The tracks of FMA (Defferrard et al. 2017) that `subset` holds and that have a top genre:
/// `metadata` is its tracks.csv, `folder` holds 000/000002.mp3 and so on. Throws ManifestError.
std::vector<Clip> read_fma(const std::filesystem::path& folder,
                           const std::filesystem::path& metadata, std::string_view subset);

}  // namespace backbeat::datasets
