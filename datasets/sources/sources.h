#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "datasets/dataset.h"

// The places labels come from, one reader each. load_dataset() chooses between them.
// All throw ManifestError; none opens an audio file, and none minds a single file that is missing:
// it is reported, and passed over, when it is decoded.
namespace backbeat::datasets {

/// Every audio file below `folder`, sorted; hidden files and folders are passed over.
std::vector<std::filesystem::path> audio_files_below(const std::filesystem::path& folder);

/// `folder/class/.../track.ext`.
std::vector<Clip> read_class_folders(const std::filesystem::path& folder);

/// A CSV manifest: columns path and label, optionally split, fold, artist, track, start_s, end_s,
/// in any order; others are ignored. `root` is what relative paths begin at; "": the manifest's
/// folder.
std::vector<Clip> read_manifest(const std::filesystem::path& manifest,
                                const std::filesystem::path& root);

/// The same without labels: of columns only path is needed, and start_s, end_s, artist and track
/// are looked at.
std::vector<Clip> read_unlabelled_manifest(const std::filesystem::path& manifest,
                                           const std::filesystem::path& root);

/// The list files of `options`, one `class/track.ext` a line, over the folder `options.source`. A
/// line stands for the audio file of that name whatever its extension.
std::vector<Clip> read_lists(const DatasetOptions& options);

/// The tracks of FMA (Defferrard et al. 2017) that `subset` holds and that have a top genre:
/// `metadata` is its tracks.csv, `folder` holds 000/000002.mp3 and so on.
std::vector<Clip> read_fma(const std::filesystem::path& folder,
                           const std::filesystem::path& metadata, std::string_view subset);

}  // namespace backbeat::datasets
