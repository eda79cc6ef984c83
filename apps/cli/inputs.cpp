#include "apps/cli/inputs.h"

#include <algorithm>
#include <iostream>
#include <system_error>

#include "audio/decode/open_audio.h"

namespace backbeat::apps {
namespace fs = std::filesystem;
namespace {

void walk(const fs::path& folder, std::vector<fs::path>& files, FailureList& failures) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (it->is_regular_file() && audio::has_audio_extension(it->path()))
      found.push_back(it->path());
  }
  if (error) failures.add(folder.string(), "can not be walked: " + error.message());
  if (!error && found.empty()) failures.add(folder.string(), "found no audio file in this folder");
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
}

void add_path(const fs::path& path, std::vector<fs::path>& files, FailureList& failures) {
  if (fs::is_directory(path)) {
    walk(path, files, failures);
  } else if (fs::exists(path)) {
    files.push_back(path);
  } else {
    failures.add(path.string(), "no such file or folder");
  }
}

}  // namespace

std::vector<fs::path> expand_inputs(const std::vector<std::string>& inputs, FailureList& failures) {
  std::vector<fs::path> files;
  for (const std::string& input : inputs) {
    if (input != "-") {
      add_path(input, files, failures);
      continue;
    }
    for (std::string line; std::getline(std::cin, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (!line.empty()) add_path(line, files, failures);
    }
  }
  return files;
}

}  // namespace backbeat::apps
