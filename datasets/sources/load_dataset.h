#pragma once

#include <filesystem>
#include <string>

#include "datasets/dataset.h"

namespace backbeat::datasets {

struct DatasetOptions {
  std::filesystem::path source;  ///< a folder of class folders, or a CSV manifest
  std::filesystem::path root;    ///< what the manifest's paths are relative to; "": its folder
  std::filesystem::path train_list, valid_list,
      test_list;                       ///< list files over a folder of class folders
  std::filesystem::path fma_metadata;  ///< FMA's tracks.csv; `source` then holds 000/000002.mp3
  std::string fma_subset = "small";    ///< small, medium or large, each holding the one before
};

/// Reads a dataset: a folder is walked (class = sorted folder name), a file is a CSV manifest, and
/// list files pick from a folder. Checks everything that can be checked without decoding. A file
/// that is missing fails later, when it is decoded, like any bad file among many: only a dataset of
/// which no file exists is refused here. Throws ManifestError.
Dataset load_dataset(const DatasetOptions& options);

}  // namespace backbeat::datasets
