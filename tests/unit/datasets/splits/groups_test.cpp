#include "datasets/splits/groups.h"

#include <gmock/gmock.h>

#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;

std::vector<int> groups_of(std::vector<Clip> clips, GroupBy by) {
  return group_clips(testing::dataset_of(std::move(clips)).clips, by);
}

TEST(Groups, ClipsOfAnArtistATrackOrAFileBelongTogether) {
  const std::vector<Clip> clips = {{.artist = "a"}, {.artist = "b", .track = "t"},
                                   {.artist = "a"}, {.track = "t"},
                                   {.path = "x"},   {.path = "./x"},
                                   {.path = "y"}};
  EXPECT_THAT(groups_of(clips, GroupBy::kArtist), ElementsAre(0, 1, 0, 1, 2, 2, 3));
  EXPECT_THAT(groups_of(clips, GroupBy::kTrack), ElementsAre(0, 1, 2, 1, 3, 3, 4));
  EXPECT_THAT(groups_of(clips, GroupBy::kNone), ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST(Groups, ChainsJoin) {
  // a - t - b - x: none of the ends share anything.
  EXPECT_THAT(groups_of({{.artist = "a"},
                         {.path = "x"},
                         {.artist = "a", .track = "t"},
                         {.path = "x", .artist = "b"},
                         {.artist = "b", .track = "t"}},
                        GroupBy::kArtist),
              ElementsAre(0, 0, 0, 0, 0));
}

TEST(Groups, AnArtistAndATrackOfOneNameAreDifferentThings) {
  EXPECT_THAT(groups_of({{.artist = "Bad Company"}, {.track = "Bad Company"}}, GroupBy::kArtist),
              ElementsAre(0, 1));
}

}  // namespace
}  // namespace backbeat::datasets
