#include <gmock/gmock.h>

#include "datasets/sources/load_dataset.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string error_of(const TemporaryFolder& folder) {
  return testing::message_of<ManifestError>([&] { load_dataset({.paths = {folder.path()}}); });
}

TEST(ClassFolders, LabelsByFolderInSortedOrder) {
  const TemporaryFolder folder;
  for (const char* name : {"jazz/jazz.00001.wav", "jazz/jazz.00000.wav", "blues/x.flac"}) {
    folder.write(name, "");
  }
  const Dataset dataset = load_dataset({.paths = {folder.path()}});
  EXPECT_THAT(dataset.labels, ElementsAre("blues", "jazz"));
  std::vector<std::string> clips;
  for (const Clip& clip : dataset.clips) {
    clips.push_back(clip.label + " " + clip.path.filename().string());
  }
  EXPECT_THAT(clips, ElementsAre("blues x.flac", "jazz jazz.00000.wav", "jazz jazz.00001.wav"));
  EXPECT_EQ(dataset.label_index("jazz"), 1);
  EXPECT_EQ(dataset.label_index("polka"), std::nullopt);
}

TEST(ClassFolders, WalksFoldersInsideAClass) {
  const TemporaryFolder folder;
  folder.write("rock/artist/album/song.mp3", "");
  const Dataset dataset = load_dataset({.paths = {folder.path()}});
  ASSERT_EQ(dataset.clips.size(), 1U);
  EXPECT_EQ(dataset.clips[0].label, "rock");
}

TEST(ClassFolders, IgnoresHiddenThingsOtherFilesAndLooseOnes) {
  const TemporaryFolder folder;
  for (const char* name : {"rock/a.wav", "rock/._a.wav", "rock/cover.jpg", "rock/.trash/b.wav",
                           ".git/c.wav", "loose.wav"}) {
    folder.write(name, "");
  }
  const Dataset dataset = load_dataset({.paths = {folder.path()}});
  ASSERT_EQ(dataset.clips.size(), 1U);
  EXPECT_EQ(dataset.clips[0].path, folder / "rock/a.wav");
}

TEST(ClassFolders, FollowsAClassFolderThatIsALink) {
  const TemporaryFolder elsewhere;
  elsewhere.write("a.wav", "");
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(elsewhere.path(), folder / "rock");
  EXPECT_EQ(load_dataset({.paths = {folder.path()}}).clips.size(), 1U);
}

TEST(ClassFolders, NamesAnEmptyClassFolder) {
  const TemporaryFolder folder;
  folder.write("rock/a.wav", "");
  folder.write("jazz/readme.txt", "");
  EXPECT_THAT(error_of(folder), HasSubstr((folder / "jazz").string() + ": class folder: found no"));
}

TEST(ClassFolders, RefusesAFolderWithoutClasses) {
  const TemporaryFolder folder;
  folder.write("a.wav", "");
  EXPECT_THAT(error_of(folder), HasSubstr("found no class folders"));
}

}  // namespace
}  // namespace backbeat::datasets
