// Music without labels, and which of it may be trained on.

#include "datasets/teacher/unlabelled.h"

#include <gmock/gmock.h>

#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class Unlabelled : public ::testing::Test {
 protected:
  Unlabelled() { folder_.write("a.wav", ""); }
  std::vector<Clip> load(const std::string& text) const {
    return load_unlabelled(folder_.write("m.csv", text), "");
  }

  TemporaryFolder folder_;
};

TEST_F(Unlabelled, NeedsOnlyPaths) {
  const auto clips = load("path\na.wav\nb.wav\n");
  ASSERT_THAT(clips, SizeIs(2));
  EXPECT_EQ(clips[0].path, folder_ / "a.wav");
  EXPECT_EQ(clips[0].label, "");
}

TEST_F(Unlabelled, TakesTimesArtistsAndTracksAndNothingElseOfAManifest) {
  const auto clips =
      load("path,label,fold,split,artist,track,start_s,end_s\na.wav,rock,7,no side,x,y,1,2.5\n");
  ASSERT_THAT(clips, SizeIs(1));
  EXPECT_EQ(clips[0].label, "");
  EXPECT_FALSE(clips[0].fold || clips[0].side);
  EXPECT_EQ(clips[0].artist, "x");
  EXPECT_EQ(clips[0].track, "y");
  EXPECT_EQ(clips[0].start_s, 1.0);
  EXPECT_EQ(clips[0].end_s, 2.5);
}

TEST_F(Unlabelled, PathsMayBeRelativeToAnotherFolder) {
  const auto manifest = folder_.write("lists/m.csv", "path\na.wav\n");
  EXPECT_EQ(load_unlabelled(manifest, folder_.path())[0].path, folder_ / "a.wav");
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load_unlabelled(manifest, ""); }),
              HasSubstr("--unlabelled-root says"));
}

TEST_F(Unlabelled, OfAFolderIsEveryAudioFile) {
  folder_.write("deep/er/c.ogg", "");
  folder_.write("notes.txt", "");
  const auto clips = load_unlabelled(folder_.path(), "");
  ASSERT_THAT(clips, SizeIs(2));
  EXPECT_EQ(clips[0].path, folder_ / "a.wav");
  EXPECT_EQ(clips[1].path, folder_ / "deep/er/c.ogg");
}

TEST_F(Unlabelled, RefusesWhatNamesNoRecording) {
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load("label\nrock\n"); }),
              HasSubstr("m.csv:1: header: found no column \"path\", expected path and optionally"));
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load("path\n"); }),
              HasSubstr("found no clips, expected a header with path and one row per clip"));
  EXPECT_THAT(testing::message_of<ManifestError>([&] { load("path\nnone.wav\n"); }),
              HasSubstr("found none of the 1 files"));
}

TEST(KeptApart, LeavesOutWhatSharesAFileTrackOrArtistWithWhatIsJudged) {
  const Dataset dataset =
      testing::dataset_of({{.path = "train.wav", .label = "a", .artist = "t"},
                           {.path = "valid.wav", .label = "a", .artist = "v"},
                           {.path = "test.wav", .label = "a", .track = "song"}});
  const Split split{.train = {0}, .valid = {1}, .test = {2}};
  const std::vector<Clip> unlabelled{{.path = "other.wav"},
                                     {.path = "train.wav", .start_s = 3.0},
                                     {.path = "valid.wav", .start_s = 3.0},
                                     {.path = "./test.wav"},
                                     {.path = "live.wav", .track = "song"},
                                     {.path = "more.wav", .artist = "v"},
                                     {.path = "same.wav", .artist = "t"}};
  EXPECT_THAT(kept_apart(unlabelled, dataset, split, GroupBy::kArtist), ElementsAre(0, 1, 6));
  EXPECT_THAT(kept_apart(unlabelled, dataset, split, GroupBy::kTrack), ElementsAre(0, 1, 5, 6));
  EXPECT_THAT(kept_apart(unlabelled, dataset, split, GroupBy::kNone), ElementsAre(0, 1, 5, 6));
}

}  // namespace
}  // namespace backbeat::datasets
