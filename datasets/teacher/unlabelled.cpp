#include "datasets/teacher/unlabelled.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "datasets/sources/class_folders.h"
#include "datasets/sources/load_dataset.h"
#include "datasets/sources/manifest.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

std::vector<Clip> read(const fs::path& source, const fs::path& root) {
  if (!fs::is_directory(source)) return read_unlabelled_manifest(source, root);
  std::vector<Clip> clips;
  for (const fs::path& path : audio_files_below(source)) {
    clips.push_back({.path = path, .where = path.string()});
  }
  return clips;
}

}  // namespace

std::vector<Clip> load_unlabelled(const fs::path& source, const fs::path& root) {
  std::vector<Clip> clips = read(source, root);
  if (any_file_exists(clips)) return clips;
  throw ManifestError(fmt::format(
      "{}: path: found none of the {} files, expected {} first; --unlabelled-root says what the "
      "paths are relative to",
      source.string(), clips.size(), clips.empty() ? "audio" : clips.front().path.string()));
}

std::vector<int> kept_apart(const std::vector<Clip>& unlabelled, const Dataset& dataset,
                            const Split& split, GroupBy by) {
  std::vector<Clip> all = dataset.clips;
  all.insert(all.end(), unlabelled.begin(), unlabelled.end());
  const std::vector<int> groups = group_clips(all, by == GroupBy::kNone ? GroupBy::kTrack : by);
  std::set<int> judged;
  for (const auto* side : {&split.valid, &split.test}) {
    for (const int clip : *side) judged.insert(groups[static_cast<std::size_t>(clip)]);
  }
  std::vector<int> kept;
  for (std::size_t i = 0; i < unlabelled.size(); ++i) {
    if (!judged.contains(groups[dataset.clips.size() + i])) kept.push_back(static_cast<int>(i));
  }
  return kept;
}

}  // namespace backbeat::datasets
