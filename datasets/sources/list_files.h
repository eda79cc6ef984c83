#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"

namespace backbeat::datasets {

/// One list file per side; "": none.
struct ListFiles {
  std::filesystem::path train, valid, test;
};

/// The paths in `lists`, one `class/track.ext` per line, over a folder of class folders. A line
/// stands for the audio file of that name whatever its extension. Throws ManifestError.
std::vector<Clip> read_lists(const std::filesystem::path& folder, const ListFiles& lists);

}  // namespace backbeat::datasets
