#include "apps/cli/inputs.h"

#include <algorithm>
#include <iostream>
#include <system_error>

#include <CLI/CLI.hpp>

#include "audio/decode/open_audio.h"

namespace backbeat::apps {
namespace fs = std::filesystem;
namespace {

/// Adds the audio files below `folder`. What can not be looked at, or is no file in spite of its
/// name, is a failure of its own and does not stop the others.
void walk(const fs::path& folder, std::vector<fs::path>& files, FailureList& failures) {
  std::error_code error;
  fs::directory_iterator it(folder, error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    const fs::path& path = it->path();
    std::error_code unseen;
    if (it->symlink_status(unseen).type() == fs::file_type::directory) {
      walk(path, files, failures);
    } else if (!audio::has_audio_extension(path)) {
      continue;
    } else if (it->is_regular_file(unseen)) {
      files.push_back(path);
    } else if (!it->is_directory(unseen)) {
      failures.add(path.string(), unseen ? unseen.message() : "found no regular file");
    }
  }
  if (error) failures.add(folder.string(), "can not be walked: " + error.message());
}

void add_folder(const fs::path& folder, std::vector<fs::path>& files, FailureList& failures) {
  std::vector<fs::path> found;
  const std::size_t failed = failures.all().size();
  walk(folder, found, failures);
  if (found.empty() && failures.all().size() == failed) {
    failures.add(folder.string(), "found no audio file in this folder");
  }
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
}

void add_path(const fs::path& path, std::vector<fs::path>& files, FailureList& failures) {
  std::error_code error;
  const fs::file_type type = fs::status(path, error).type();
  if (type == fs::file_type::directory) {
    add_folder(path, files, failures);
  } else if (type == fs::file_type::not_found) {
    failures.add(path.string(), "no such file or folder");
  } else if (type == fs::file_type::none) {
    failures.add(path.string(), "can not be looked at: " + error.message());
  } else {
    files.push_back(path);
  }
}

void add_paths_of_standard_input(char end, std::vector<fs::path>& files, FailureList& failures) {
  for (std::string path; std::getline(std::cin, path, end);) {
    if (end == '\n' && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) add_path(path, files, failures);
  }
}

}  // namespace

void add_input_arguments(CLI::App& cli, Inputs& inputs) {
  cli.add_option("INPUT", inputs.names, "Files, folders, or - for paths on standard input")
      ->default_str("");
  cli.add_flag("-0,--null", inputs.null,
               "Paths on standard input end with NUL, as find -print0 writes them");
}

std::vector<fs::path> expand_inputs(const Inputs& inputs, FailureList& failures) {
  std::vector<fs::path> files;
  for (const std::string& name : inputs.names) {
    if (name == "-") {
      add_paths_of_standard_input(inputs.null ? '\0' : '\n', files, failures);
    } else {
      add_path(name, files, failures);
    }
  }
  return files;
}

}  // namespace backbeat::apps
