#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"

namespace backbeat::datasets {

/// Every audio file below `folder`, sorted; hidden files and folders are passed over. What can not be
/// looked at (a link to itself, a closed folder) is among them, so that whoever opens it says why.
std::vector<std::filesystem::path> audio_files_below(const std::filesystem::path& folder);

/// `folder/class/.../track.ext`. Throws ManifestError.
std::vector<Clip> read_class_folders(const std::filesystem::path& folder);

}  // namespace backbeat::datasets
