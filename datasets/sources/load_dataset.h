#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/dataset.h"

namespace backbeat::datasets {

struct DatasetOptions {
  std::vector<std::filesystem::path> paths;  ///< folders of class folders, CSV manifests
  std::filesystem::path root;  ///< what the manifests' paths are relative to; "": their folders
  std::filesystem::path train_list, valid_list,
      test_list;                       ///< list files over a folder of class folders
  std::filesystem::path fma_metadata;  ///< FMA's tracks.csv; the one path then holds 000/000002.mp3
  std::string fma_subset = "small";    ///< small, medium or large, each holding the one before
};

/// Reads a dataset: a folder is walked (class = sorted folder name), a file is a CSV manifest, and
/// list files pick from a folder. Several are one dataset; a clip whose manifest does not say its
/// source has the name of the folder or manifest, without the extension. Checks everything that can
/// be checked without decoding. A file that is missing fails later, when it is decoded, like any bad
/// file among many: only a dataset of which no file exists is refused here. Throws ManifestError.
Dataset load_dataset(const DatasetOptions& options);

/// Whether there is a file for one of the clips at least; one that can not be looked at is none.
bool any_file_exists(const std::vector<Clip>& clips);

}  // namespace backbeat::datasets
