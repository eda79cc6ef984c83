#include "datasets/sources/class_folders.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "audio/decode/open_audio.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

std::vector<fs::path> class_folders(const fs::path& folder) {
  std::vector<fs::path> classes;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    std::error_code unseen;
    if (entry.is_directory(unseen) && !is_hidden(entry.path())) classes.push_back(entry.path());
  }
  std::sort(classes.begin(), classes.end());
  return classes;
}

void add_files_below(const fs::path& folder, std::vector<fs::path>& files) {
  std::error_code error;
  fs::directory_iterator it(folder, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    if (is_hidden(it->path())) continue;
    std::error_code unseen;
    if (it->symlink_status(unseen).type() == fs::file_type::directory) {
      add_files_below(it->path(), files);
    } else if (audio::has_audio_extension(it->path()) && !it->is_directory(unseen)) {
      files.push_back(it->path());
    }
  }
  if (error) files.push_back(folder);
}

}  // namespace

std::vector<fs::path> audio_files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  add_files_below(folder, files);
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Clip> read_class_folders(const fs::path& folder) {
  const std::vector<fs::path> classes = class_folders(folder);
  if (classes.empty()) {
    throw ManifestError(fmt::format(
        "{}: found no class folders, expected one folder a class with its audio files inside",
        folder.string()));
  }
  std::vector<Clip> clips;
  for (const fs::path& class_folder : classes) {
    const std::vector<fs::path> files = audio_files_below(class_folder);
    if (files.empty()) {
      throw ManifestError(
          fmt::format("{}: class folder: found no audio files, expected at least one; remove the "
                      "folder if it is no class",
                      class_folder.string()));
    }
    for (const fs::path& file : files) {
      clips.push_back(
          {.path = file, .label = class_folder.filename().string(), .where = file.string()});
    }
  }
  return clips;
}

}  // namespace backbeat::datasets
