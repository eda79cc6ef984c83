#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

// What the sources of the product include, and where they lie.
namespace backbeat::architecture {

inline const std::set<std::string> kFolders{"apps", "audio", "datasets", "nn"};

inline std::filesystem::path root() {
  return BACKBEAT_SOURCE_DIR;
}

/// A source file and the paths, from the root, that its #include "..." lines name.
using Includes = std::map<std::string, std::vector<std::string>>;

inline Includes read_includes(const std::string& folder) {
  const std::regex include(R"re(\s*#\s*include\s*"([^"]*)".*)re");
  Includes includes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root() / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".h") continue;
    std::vector<std::string>& paths =
        includes[entry.path().lexically_relative(root()).generic_string()];
    std::ifstream stream(entry.path());
    for (std::string line; std::getline(stream, line);) {
      if (std::smatch match; std::regex_match(line, match, include)) paths.push_back(match[1]);
    }
  }
  return includes;
}

/// "apps/training/" of "apps/training/fit.cpp", "audio/decode/" of "audio/decode/ffmpeg/module.h",
/// "nn/" of "nn/shape.h".
inline std::string room_of(const std::string& path) {
  const std::size_t folder = path.find('/');
  const std::size_t room = path.find('/', folder + 1);
  return path.substr(0, (room == std::string::npos ? folder : room) + 1);
}

}  // namespace backbeat::architecture
