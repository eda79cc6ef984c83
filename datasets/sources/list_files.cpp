#include "datasets/sources/list_files.h"

#include <fstream>
#include <map>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "datasets/sources/class_folders.h"
#include "datasets/sources/read_line.h"
#include "datasets/sources/utf8.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

/// "blues/blues.00012" for "blues/blues.00012.wav": what a list and a disk agree on.
std::string stem_of(const fs::path& relative) {
  return fs::path(relative).replace_extension().generic_string();
}

using FilesByStem = std::map<std::string, fs::path>;

FilesByStem files_by_stem(const fs::path& folder) {
  FilesByStem files;
  for (const fs::path& file : audio_files_below(folder)) {
    files.emplace(stem_of(file.lexically_relative(folder)), file);
  }
  return files;
}

/// The file that a list means; where there is none, the path as listed.
fs::path find_file(const fs::path& folder, const fs::path& listed, const FilesByStem& files) {
  fs::path exact = folder / listed;
  std::error_code error;
  if (fs::exists(exact, error)) return exact;
  const auto found = files.find(stem_of(listed));
  return found == files.end() ? exact : found->second;
}

/// The lines of a list that are not blank, each with where it stands.
std::vector<std::pair<std::string, fs::path>> read_list(const fs::path& list) {
  std::ifstream file(list);
  if (!file) {
    throw ManifestError(fmt::format(
        "{}: found no file that can be opened, expected a list of paths", list.string()));
  }
  std::vector<std::pair<std::string, fs::path>> lines;
  int number = 0;
  for (std::string line; read_line(file, list, line);) {
    if (++number == 1) drop_byte_order_mark(line);
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    std::string where = fmt::format("{}:{}", list.string(), number);
    const fs::path listed = fs::path(line).lexically_normal();
    if (listed.is_absolute() || !listed.has_parent_path() || *listed.begin() == "..") {
      throw ManifestError(
          fmt::format("{}: path: found \"{}\", expected class/track.ext", where, line));
    }
    lines.emplace_back(std::move(where), listed);
  }
  return lines;
}

}  // namespace

std::vector<Clip> read_lists(const fs::path& folder, const ListFiles& lists) {
  const std::pair<Side, fs::path> sides[] = {
      {Side::kTrain, lists.train}, {Side::kValid, lists.valid}, {Side::kTest, lists.test}};
  const FilesByStem files = files_by_stem(folder);
  std::map<fs::path, std::string> seen;
  std::vector<Clip> clips;
  for (const auto& [side, list] : sides) {
    if (list.empty()) continue;
    for (const auto& [where, listed] : read_list(list)) {
      const fs::path path = find_file(folder, listed, files);
      const auto [earlier, is_new] = seen.emplace(path, where);
      if (!is_new) {
        throw ManifestError(
            fmt::format("{}: path: found {}, which is also at {}, expected each once", where,
                        listed.string(), earlier->second));
      }
      clips.push_back(
          {.path = path, .label = listed.begin()->string(), .side = side, .where = where});
    }
  }
  if (clips.empty()) {
    throw ManifestError("list files: found no paths, expected one class/track.ext a line");
  }
  return clips;
}

}  // namespace backbeat::datasets
