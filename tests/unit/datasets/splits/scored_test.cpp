#include "datasets/splits/scored.h"

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<bool> scored(const std::vector<Clip>& clips, const std::vector<double>& durations_s) {
  return scored_clips(clips, durations_s);
}

TEST(ScoredClips, ATrackCountsByItsLongestClip) {
  const std::vector<Clip> clips{{.track = "t"}, {.track = "t"}, {.track = "t"}};
  EXPECT_THAT(scored(clips, {3.0, 30.0, 2.0}), ElementsAre(false, true, false));
  EXPECT_THAT(scored(clips, {1.0, 2.0, 3.0}), ElementsAre(false, false, true));
  EXPECT_THAT(scored(clips, {3.0, 2.0, 1.0}), ElementsAre(true, false, false));
}

TEST(ScoredClips, AmongEquallyLongOnesTheFirstCounts) {
  const std::vector<Clip> clips{{.track = "t"}, {.track = "t"}, {.track = "t"}};
  EXPECT_THAT(scored(clips, {2.0, 3.0, 3.0}), ElementsAre(false, true, false));
}

TEST(ScoredClips, EveryTrackCountsOnce) {
  const std::vector<Clip> clips{{.track = "a"}, {.track = "b"}, {.track = "a"}, {.track = "b"}};
  EXPECT_THAT(scored(clips, {1.0, 2.0, 2.0, 1.0}), ElementsAre(false, true, true, false));
}

TEST(ScoredClips, ClipsWithoutATrackAllCount) {
  const std::vector<Clip> clips{{.path = "same.wav"}, {.path = "same.wav"}, {.artist = "a"}};
  EXPECT_THAT(scored(clips, {1.0, 1.0, 1.0}), ElementsAre(true, true, true));
}

TEST(ArtistNumbers, TellArtistsApart) {
  const std::vector<int> numbers = artist_numbers(
      {{.path = "1", .artist = "a"}, {.path = "2", .artist = "b"}, {.path = "3", .artist = "a"}});
  EXPECT_THAT(numbers, ElementsAre(0, 1, 0));
}

TEST(ArtistNumbers, AClipWithoutAnArtistIsOneOfItsOwn) {
  EXPECT_THAT(artist_numbers({{.path = "1"}, {.path = "2"}, {.path = "3", .artist = "a"}}),
              ElementsAre(0, 1, 2));
}

TEST(ArtistNumbers, AreNotGivenWhereNoArtistIsKnown) {
  EXPECT_THAT(artist_numbers({{.path = "1", .track = "t"}, {.path = "2", .track = "t"}}),
              IsEmpty());
}

}  // namespace
}  // namespace backbeat::datasets
