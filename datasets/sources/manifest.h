#pragma once

#include <filesystem>
#include <vector>

#include "datasets/dataset.h"

namespace backbeat::datasets {

/// A CSV manifest: columns path and label, optionally split, fold, artist, track, source,
/// start_s, end_s, in any order; others are ignored. `root` is what relative paths begin at; "": the manifest's
/// folder. Throws ManifestError.
std::vector<Clip> read_manifest(const std::filesystem::path& manifest,
                                const std::filesystem::path& root);

/// The same without labels: of columns only path is needed, and start_s, end_s, artist and track
/// are looked at.
std::vector<Clip> read_unlabelled_manifest(const std::filesystem::path& manifest,
                                           const std::filesystem::path& root);

}  // namespace backbeat::datasets
