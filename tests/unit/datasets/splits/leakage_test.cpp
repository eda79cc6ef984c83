#include "datasets/splits/leakage.h"

#include <gmock/gmock.h>

#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

LeakageReport leakage(std::vector<Clip> clips, const std::vector<int>& sides,
                      const std::vector<audio::SameAudio>& same_audio = {}) {
  return find_leakage(testing::dataset_of(std::move(clips)).clips, sides, same_audio);
}

TEST(Leakage, TrackOnTwoSides) {
  const auto leaks = leakage({{.track = "a"}, {.track = "b"}, {.track = "a"}}, {0, 0, 1}).leaks;
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].sharing, Sharing::kTrack);
  EXPECT_EQ(leaks[0].first, 0);
  EXPECT_EQ(leaks[0].second, 2);
  EXPECT_EQ(leaks[0].name, "a");
  EXPECT_EQ(leaks[0].more, 0U);
}

TEST(Leakage, NothingWhereEachNameHasItsSide) {
  EXPECT_THAT(leakage({{.artist = "a", .track = "s"},
                       {.artist = "a", .track = "s"},
                       {.artist = "b", .track = "t"}},
                      {0, 0, 1})
                  .leaks,
              IsEmpty());
}

TEST(Leakage, UnknownNamesAreNotShared) {
  EXPECT_THAT(leakage({{}, {}, {}}, {0, 1, 2}).leaks, IsEmpty());
}

TEST(Leakage, ArtistAndTrackOfOneNameAreDifferentThings) {
  EXPECT_THAT(leakage({{.artist = "a"}, {.track = "a"}}, {0, 1}).leaks, IsEmpty());
}

TEST(Leakage, OnePairForEachNameAndTwoSides) {
  const std::vector<Clip> clips(5, Clip{.artist = "a"});
  const auto leaks = leakage(clips, {0, 0, 1, 1, 2}).leaks;
  ASSERT_THAT(leaks, SizeIs(3));
  EXPECT_EQ(leaks[0].more, 3U);  // 2 x 2 clips on sides 0 and 1
  EXPECT_EQ(leaks[1].more, 1U);  // 2 x 1 on 0 and 2
  EXPECT_EQ(leaks[2].first, 2);
  EXPECT_EQ(leaks[2].second, 4);
}

TEST(Leakage, OneFileWrittenInTwoWays) {
  const auto leaks = leakage({{.path = "x/a.wav"}, {.path = "x/./a.wav"}}, {0, 1}).leaks;
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].sharing, Sharing::kFile);
}

TEST(Leakage, SameAudioOnTwoSides) {
  const auto leaks = leakage({{}, {}, {}}, {0, 0, 1}, {{0, 1, 0.0, 1.0}, {1, 2, 3.5, 0.9}}).leaks;
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].sharing, Sharing::kAudio);
  EXPECT_EQ(leaks[0].first, 1);
  EXPECT_EQ(leaks[0].second, 2);
  EXPECT_EQ(leaks[0].offset_s, 3.5);
  EXPECT_EQ(leaks[0].similarity, 0.9);
}

TEST(Leakage, AudioThatATrackTellsIsToldOnce) {
  const auto leaks = leakage({{.track = "a"}, {.track = "a"}}, {0, 1}, {{0, 1, 0.0, 1.0}}).leaks;
  ASSERT_THAT(leaks, SizeIs(1));
  EXPECT_EQ(leaks[0].sharing, Sharing::kTrack);
}

TEST(Leakage, AudioOfOneArtistIsToldBeside) {
  const auto leaks = leakage({{.artist = "a"}, {.artist = "a"}}, {0, 1}, {{0, 1, 0.0, 1.0}}).leaks;
  ASSERT_THAT(leaks, SizeIs(2));
  EXPECT_EQ(leaks[0].sharing, Sharing::kArtist);
  EXPECT_EQ(leaks[1].sharing, Sharing::kAudio);
}

TEST(Leakage, ClipsOnNoSideDoNotLeak) {
  EXPECT_THAT(leakage({{.track = "a"}, {.track = "a"}, {}}, {-1, 0, 1}, {{0, 2, 0.0, 1.0}}).leaks,
              IsEmpty());
}

TEST(Leakage, OneSoundUnderTwoNamesOnOneSide) {
  const std::vector<audio::SameAudio> same{{0, 1, 0.0, 1.0}};
  const auto contradictions = [&](Clip a, Clip b) {
    const LeakageReport report = leakage({std::move(a), std::move(b)}, {0, 0}, same);
    EXPECT_THAT(report.leaks, IsEmpty());
    return report.contradictions.size();
  };
  EXPECT_EQ(contradictions({.label = "jazz"}, {.label = "rock"}), 1U);
  EXPECT_EQ(contradictions({.track = "a"}, {.track = "b"}), 1U);
  EXPECT_EQ(contradictions({.artist = "a"}, {.artist = "b"}), 1U);
  EXPECT_EQ(contradictions({.artist = "a"}, {.artist = ""}), 0U);
  EXPECT_EQ(contradictions({.label = "jazz", .track = "a"}, {.label = "jazz", .track = "a"}), 0U);
}

TEST(Leakage, RefusesSidesThatAreNotTheClips) {
  EXPECT_THAT(testing::message_of<std::invalid_argument>([] {
                leakage({{}, {}}, {0});
              }),
              ::testing::HasSubstr("found 1 sides of clips, expected 2"));
}

}  // namespace
}  // namespace backbeat::datasets
