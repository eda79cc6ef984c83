#include <gmock/gmock.h>

#include "datasets/sources/load_dataset.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The layout of FMA's tracks.csv with only a few of its 52 columns.
constexpr const char* kHeader =
    ",artist,artist,set,set,track,track\n"
    ",bio,id,split,subset,genre_top,title\n"
    "track_id,,,,,,\n";

class Fma : public ::testing::Test {
 protected:
  Fma() { folder_.write("audio/000/000002.mp3", ""); }

  Dataset load(const std::string& rows, const std::string& subset) const {
    return load_dataset({.paths = {folder_ / "audio"},
                         .fma_metadata = folder_.write("tracks.csv", kHeader + rows),
                         .fma_subset = subset});
  }

  TemporaryFolder folder_;
};

TEST_F(Fma, ReadsTracksOfASubsetAndTheSmallerOnes) {
  const std::string rows =
      "2,\"<p>two\nlines</p>\",1,training,small,Hip-Hop,Food\n"
      "10234,,6,validation,medium,Rock,\"Freeway, \"\"live\"\"\"\n"
      "20,,4,test,large,Folk,Spiritual\n"
      "21,,4,test,small,,Untitled\n";
  const Dataset small = load(rows, "small");
  ASSERT_EQ(small.clips.size(), 1U);
  EXPECT_EQ(small.clips[0].path, folder_ / "audio/000/000002.mp3");
  EXPECT_EQ(small.clips[0].label, "Hip-Hop");
  EXPECT_EQ(small.clips[0].artist, "1");
  EXPECT_EQ(small.clips[0].side, Side::kTrain);

  const Dataset medium = load(rows, "medium");
  ASSERT_EQ(medium.clips.size(), 2U);
  EXPECT_EQ(medium.clips[1].path, folder_ / "audio/010/010234.mp3");
  EXPECT_EQ(medium.clips[1].side, Side::kValid);
  EXPECT_THAT(load(rows, "large").labels, ElementsAre("Folk", "Hip-Hop", "Rock"));
}

TEST_F(Fma, RefusesWhatItDoesNotKnow) {
  const auto error_of = [&](const std::string& rows, const std::string& subset) {
    return testing::message_of<ManifestError>([&] { load(rows, subset); });
  };
  EXPECT_THAT(error_of("", "tiny"), HasSubstr("subset: found \"tiny\""));
  EXPECT_THAT(error_of("", "small"), HasSubstr("found no tracks"));
  EXPECT_THAT(error_of("2,,1,dev,small,Rock,x\n", "small"), HasSubstr("tracks.csv:4: set/split"));
  EXPECT_THAT(error_of("x,,1,test,small,Rock,x\n", "small"), HasSubstr("tracks.csv:4: track_id"));
  EXPECT_THAT(
      error_of("2,,1,test,small,Rock,x\n3,,1,test,small,Pop,x\n2,,1,test,small,Pop,x\n", "small"),
      HasSubstr("tracks.csv:6: track_id: found 2 again"));
  EXPECT_THAT(error_of("2,,1\n", "small"), HasSubstr("tracks.csv:4: row: found 3 fields"));
}

TEST_F(Fma, RefusesAnotherCsv) {
  const DatasetOptions options{
      .paths = {folder_.path()},
      .fma_metadata = folder_.write("m.csv", "path,label\na,b\nc,d\ne,f\n")};
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load_dataset(options); }),
              HasSubstr("found no column artist/id"));
}

}  // namespace
}  // namespace backbeat::datasets
