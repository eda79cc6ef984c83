// Dependencies run one way: apps -> datasets -> audio, apps -> nn. Each #include line is checked.

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>

namespace backbeat {
namespace {

namespace fs = std::filesystem;

class IncludeRules : public testing::TestWithParam<std::pair<std::string, std::set<std::string>>> {
};

TEST_P(IncludeRules, FolderIncludesOnlyWhatItMay) {
  const auto& [folder, allowed] = GetParam();
  const std::regex include(R"re(\s*#\s*include\s*"([^"/]*)(/?)[^"]*".*)re");
  int includes = 0;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(BACKBEAT_SOURCE_DIR) / folder)) {
    const std::string extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".h") continue;
    std::ifstream stream(entry.path());
    for (std::string line; std::getline(stream, line);) {
      std::smatch match;
      if (!std::regex_match(line, match, include)) continue;
      ++includes;
      EXPECT_TRUE(match[2] == "/" && allowed.contains(match[1]))
          << entry.path().string() << ": found " << line << ", expected a path from the root into "
          << testing::PrintToString(allowed);
    }
  }
  EXPECT_GT(includes, 0) << "no #include line was found in " << folder;
}

INSTANTIATE_TEST_SUITE_P(
    Folders, IncludeRules,
    testing::Values(std::pair{"audio", std::set<std::string>{"audio"}},
                    std::pair{"nn", std::set<std::string>{"nn"}},
                    std::pair{"datasets", std::set<std::string>{"datasets", "audio"}},
                    std::pair{"apps", std::set<std::string>{"apps", "datasets", "audio", "nn"}}),
    [](const auto& test) { return test.param.first; });

}  // namespace
}  // namespace backbeat
