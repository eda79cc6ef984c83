#include "datasets/sources/load_dataset.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "datasets/sources/class_folders.h"
#include "datasets/sources/fma.h"
#include "datasets/sources/list_files.h"
#include "datasets/sources/manifest.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

std::vector<Clip> read_clips(const DatasetOptions& options) {
  const bool has_lists =
      !options.train_list.empty() || !options.valid_list.empty() || !options.test_list.empty();
  const bool needs_folder = has_lists || !options.fma_metadata.empty();
  if (!fs::exists(options.source)) {
    throw ManifestError(
        fmt::format("{}: found nothing there, expected a folder of class folders or a CSV manifest",
                    options.source.string()));
  }
  if (needs_folder && !fs::is_directory(options.source)) {
    throw ManifestError(
        fmt::format("{}: found a file, expected the folder that list files and FMA's metadata are "
                    "about",
                    options.source.string()));
  }
  if (has_lists) {
    return read_lists(
        options.source,
        {.train = options.train_list, .valid = options.valid_list, .test = options.test_list});
  }
  if (!options.fma_metadata.empty()) {
    return read_fma(options.source, options.fma_metadata, options.fma_subset);
  }
  if (fs::is_directory(options.source)) return read_class_folders(options.source);
  return read_manifest(options.source, options.root);
}

/// One missing file among many is passed over later; all of them missing is a wrong root.
void require_some_file(const std::vector<Clip>& clips) {
  const bool some = std::any_of(clips.begin(), clips.end(),
                                [](const Clip& clip) { return fs::exists(clip.path); });
  if (some) return;
  throw ManifestError(
      fmt::format("{}: path: found none of the {} files, expected {} first; --root says what the "
                  "paths are relative to",
                  clips.front().where, clips.size(), clips.front().path.string()));
}

}  // namespace

Dataset load_dataset(const DatasetOptions& options) {
  try {
    Dataset dataset;
    dataset.clips = read_clips(options);
    require_some_file(dataset.clips);
    std::set<std::string> labels;
    for (const Clip& clip : dataset.clips) labels.insert(clip.label);
    dataset.labels.assign(labels.begin(), labels.end());
    return dataset;
  } catch (const fs::filesystem_error& error) {
    throw ManifestError(error.what());
  }
}

}  // namespace backbeat::datasets
