#include "datasets/sources/load_dataset.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "datasets/sources/class_folders.h"
#include "datasets/sources/fma.h"
#include "datasets/sources/list_files.h"
#include "datasets/sources/manifest.h"
#include "datasets/sources/utf8.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

bool picks_from_a_folder(const DatasetOptions& options) {
  return !options.train_list.empty() || !options.valid_list.empty() || !options.test_list.empty() ||
         !options.fma_metadata.empty();
}

std::vector<Clip> read_clips(const fs::path& path, const DatasetOptions& options) {
  if (!fs::exists(path)) {
    throw ManifestError(
        fmt::format("{}: found nothing there, expected a folder of class folders or a CSV manifest",
                    path.string()));
  }
  if (picks_from_a_folder(options) && !fs::is_directory(path)) {
    throw ManifestError(
        fmt::format("{}: found a file, expected the folder that list files and FMA's metadata are "
                    "about",
                    path.string()));
  }
  if (!options.fma_metadata.empty())
    return read_fma(path, options.fma_metadata, options.fma_subset);
  if (picks_from_a_folder(options)) {
    return read_lists(
        path,
        {.train = options.train_list, .valid = options.valid_list, .test = options.test_list});
  }
  if (fs::is_directory(path)) return read_class_folders(path);
  return read_manifest(path, options.root);
}

/// "jazz" of music/jazz, music/jazz/ and music/jazz.csv.
std::string name_of(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  const fs::path last = whole.has_filename() ? whole : whole.parent_path();
  return (fs::is_directory(last) ? last.filename() : last.stem()).string();
}

std::vector<Clip> read_all(const DatasetOptions& options) {
  if (options.paths.size() != 1 && picks_from_a_folder(options)) {
    throw ManifestError(
        fmt::format("dataset: found {} of them, expected one folder, which list files and FMA's "
                    "metadata are about",
                    options.paths.size()));
  }
  std::vector<Clip> clips;
  for (const fs::path& path : options.paths) {
    for (Clip& clip : read_clips(path, options)) {
      if (clip.source.empty()) clip.source = name_of(path);
      clips.push_back(std::move(clip));
    }
  }
  return clips;
}

/// One missing file among many is passed over later; all of them missing is a wrong root.
void require_some_file(const std::vector<Clip>& clips) {
  if (any_file_exists(clips)) return;
  throw ManifestError(
      fmt::format("{}: path: found none of the {} files, expected {} first; --root says what the "
                  "paths are relative to",
                  clips.front().where, clips.size(), clips.front().path.string()));
}

void require_a_class(const Clip& clip) {
  if (clip.label != "unknown") return;
  throw ManifestError(
      fmt::format("{}: label: found 'unknown', which is what a model answers where it is not sure, "
                  "expected another name",
                  clip.where));
}

}  // namespace

bool any_file_exists(const std::vector<Clip>& clips) {
  return std::ranges::any_of(clips, [](const Clip& clip) {
    std::error_code error;
    return fs::exists(clip.path, error);
  });
}

Dataset load_dataset(const DatasetOptions& options) {
  try {
    Dataset dataset;
    dataset.clips = read_all(options);
    require_some_file(dataset.clips);
    std::set<std::string> labels;
    for (Clip& clip : dataset.clips) {
      clip.label = to_utf8(clip.label);
      clip.source = to_utf8(clip.source);
      require_a_class(clip);
      labels.insert(clip.label);
    }
    dataset.labels.assign(labels.begin(), labels.end());
    return dataset;
  } catch (const fs::filesystem_error& error) {
    throw ManifestError(error.what());
  }
}

}  // namespace backbeat::datasets
