// Dependencies run one way: between the folders, and between the rooms of each. The picture in
// CONTRIBUTING.md says which, and each #include line is held against it.

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "tests/architecture/floors.h"
#include "tests/architecture/sources.h"

namespace backbeat::architecture {
namespace {

Floors floors_of_the_house() {
  std::ifstream stream(root() / "CONTRIBUTING.md");
  return read_floors({std::istreambuf_iterator<char>(stream), {}});
}

std::string folder_of(const std::string& path) {
  return path.substr(0, path.find('/'));
}

/// Why `file` must not include `path`; "" where it may.
std::string objection(const Floors& floors, const std::string& file, const std::string& path) {
  const std::string from = room_of(file), to = room_of(path);
  if (from == to) return {};
  if (!floors.of_room.contains(to))
    return "expected a path from the root into a room of the picture";
  if (folder_of(file) == folder_of(path)) {
    const int here = floors.of_room.at(from), there = floors.of_room.at(to);
    return here < there
               ? ""
               : "climbs: " + from + " is on floor " + std::to_string(here) + " from the top, " +
                     to + " on floor " + std::to_string(there) + ", expected a lower one";
  }
  const auto found = floors.folders.find(folder_of(file));
  const bool may = found != floors.folders.end() && found->second.contains(folder_of(path));
  return may ? "" : folder_of(file) + "/ may not use " + folder_of(path) + "/";
}

class IncludeRules : public testing::TestWithParam<std::string> {};

TEST_P(IncludeRules, FolderIncludesOnlyWhatItMay) {
  const Floors floors = floors_of_the_house();
  std::size_t includes = 0;
  for (const auto& [file, paths] : read_includes(GetParam())) {
    ASSERT_TRUE(floors.of_room.contains(room_of(file)))
        << file << ": expected its room in the picture of the floors in CONTRIBUTING.md";
    for (const std::string& path : paths) {
      EXPECT_EQ(objection(floors, file, path), "") << file << " includes " << path;
    }
    includes += paths.size();
  }
  EXPECT_GT(includes, 0U) << "no #include line was found in " << GetParam();
}

TEST_P(IncludeRules, ThePictureHasNoRoomThatIsNotThere) {
  for (const auto& [room, floor] : floors_of_the_house().of_room) {
    if (folder_of(room) != GetParam()) continue;
    EXPECT_TRUE(std::filesystem::is_directory(root() / room)) << room;
  }
}

INSTANTIATE_TEST_SUITE_P(Folders, IncludeRules, testing::ValuesIn(kFolders),
                         [](const auto& test) { return test.param; });

TEST(FloorsRule, AnIncludeThatClimbsIsToldWithBothNames) {
  const Floors floors = read_floors(
      "```mermaid\nflowchart LR\n"
      "  subgraph apps\n    a1[\"apps/ training/\"]\n    a2[\"loading/\"]\n  end\n"
      "  apps --> datasets\n  datasets --> audio\n```\n");
  EXPECT_EQ(objection(floors, "apps/training/fit.cpp", "apps/loading/sides.h"), "");
  EXPECT_EQ(objection(floors, "apps/training/fit.cpp", "apps/training/fit.h"), "");
  EXPECT_THAT(
      objection(floors, "apps/loading/sides.h", "apps/training/fit.h"),
      testing::HasSubstr("apps/loading/ is on floor 2 from the top, apps/training/ on floor 1"));
  EXPECT_THAT(floors.folders.at("apps"), testing::UnorderedElementsAre("audio", "datasets"));
}

}  // namespace
}  // namespace backbeat::architecture
