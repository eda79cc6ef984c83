#include <gmock/gmock.h>

#include "datasets/sources/load_dataset.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Lists : public ::testing::Test {
 protected:
  Lists() {
    for (const char* name : {"blues/blues.00000.flac", "blues/blues.00001.flac", "jazz/j.wav"}) {
      folder_.write(name, "");
    }
  }

  Dataset load(const std::string& train, const std::string& test) const {
    return load_dataset({.paths = {folder_.path()},
                         .train_list = folder_.write("train.txt", train),
                         .test_list = folder_.write("test.txt", test)});
  }
  std::string error_of(const std::string& train, const std::string& test) const {
    return testing::message_of<ManifestError>([&] { load(train, test); });
  }

  TemporaryFolder folder_;
};

TEST_F(Lists, PickFilesAndSidesWhateverTheExtension) {
  const Dataset dataset = load("blues/blues.00001.wav\r\n\n", "jazz/j.wav");
  ASSERT_EQ(dataset.clips.size(), 2U);
  EXPECT_EQ(dataset.clips[0].path, folder_ / "blues/blues.00001.flac");
  EXPECT_EQ(dataset.clips[0].label, "blues");
  EXPECT_EQ(dataset.clips[0].side, Side::kTrain);
  EXPECT_THAT(dataset.clips[0].where, HasSubstr("train.txt:1"));
  EXPECT_EQ(dataset.clips[1].path, folder_ / "jazz/j.wav");
  EXPECT_EQ(dataset.clips[1].side, Side::kTest);
  EXPECT_THAT(dataset.labels, ElementsAre("blues", "jazz"));
}

TEST_F(Lists, PreferTheExtensionTheyName) {
  folder_.write("jazz/j.flac", "");
  EXPECT_EQ(load("jazz/j.wav\n", "").clips[0].path, folder_ / "jazz/j.wav");
}

TEST_F(Lists, KeepAMissingFileToBeReportedWhenItIsDecoded) {
  const Dataset dataset = load("blues/blues.00000.wav\nblues/blues.00999.wav\n", "");
  ASSERT_EQ(dataset.clips.size(), 2U);
  EXPECT_EQ(dataset.clips[1].path, folder_ / "blues/blues.00999.wav");
}

TEST_F(Lists, RefuseOnlyMissingFiles) {
  EXPECT_THAT(error_of("rock/a.wav\n", "rock/b.wav\n"),
              AllOf(HasSubstr("train.txt:1"), HasSubstr("found none of the 2 files")));
}

TEST_F(Lists, RefuseAPathInTwoLists) {
  EXPECT_THAT(error_of("jazz/j.wav\n", "blues/blues.00000.wav\njazz/j.mp3\n"),
              AllOf(HasSubstr("test.txt:2: path"), HasSubstr("train.txt:1")));
}

TEST_F(Lists, RefuseAPathWithoutAClass) {
  for (const char* path : {"j.wav", "/jazz/j.wav", "../jazz/j.wav"}) {
    EXPECT_THAT(error_of(path, ""), HasSubstr("train.txt:1: path: found")) << path;
  }
}

TEST_F(Lists, RefuseNoPathsAndNoFile) {
  EXPECT_THAT(error_of("\n", ""), HasSubstr("found no paths"));
  const DatasetOptions options{.paths = {folder_.path()}, .valid_list = folder_ / "none.txt"};
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load_dataset(options); }),
              HasSubstr("none.txt: found no file"));
}

TEST_F(Lists, NeedAFolder) {
  const DatasetOptions options{.paths = {folder_ / "jazz/j.wav"},
                               .train_list = folder_.write("train.txt", "jazz/j.wav\n")};
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load_dataset(options); }),
              HasSubstr("expected the folder"));
}

}  // namespace
}  // namespace backbeat::datasets
