// The sides of a split, taken from what was loaded and given back.

#include "apps/loading/sides.h"

#include <tuple>

#include <gmock/gmock.h>

namespace backbeat::apps {
namespace {

using testing::ElementsAre;

/// Of six clips, the ones of positions 0, 2, 3 and 5 could be loaded; each has a spectrogram of one
/// value, 10 x version + position.
LoadedClips four_of_six(int versions) {
  LoadedClips all;
  for (const int position : {0, 2, 3, 5}) {
    all.clips.push_back({.path = std::to_string(position) + ".wav"});
    all.features.labels.push_back(position % 2);
    all.positions.push_back(position);
    all.durations_s.push_back(1.0 + position);
  }
  for (int version = 0; version < versions; ++version) {
    for (const int position : all.positions) {
      all.features.spectrograms.push_back({1, 1, {static_cast<float>(10 * version + position)}});
    }
  }
  return all;
}

std::vector<float> values(const LoadedClips& clips) {
  std::vector<float> all;
  for (const audio::Spectrogram& s : clips.features.spectrograms) {
    all.push_back(s.values.empty() ? -1.0F : s.values.front());
  }
  return all;
}

TEST(Sides, HoldWhatTheSplitNamesOfWhatWasLoaded) {
  LoadedClips all = four_of_six(1);
  const Sides sides =
      take_sides(all, {.train = {0, 1, 5}, .valid = {2}, .test = {3, 4}}, {"a", "b"});
  EXPECT_THAT(sides.train.positions, ElementsAre(0, 5));
  EXPECT_THAT(values(sides.train), ElementsAre(0, 5));
  EXPECT_THAT(sides.train.features.labels, ElementsAre(0, 1));
  EXPECT_THAT(sides.train.durations_s, ElementsAre(1.0, 6.0));
  EXPECT_THAT(values(sides.valid), ElementsAre(2));
  EXPECT_EQ(sides.test.clips.at(0).path, "3.wav");
  EXPECT_THAT(values(all), ElementsAre(-1, -1, -1, -1));
}

TEST(Sides, OnlyTheTrainSideHasRecodedVersions) {
  LoadedClips all = four_of_six(3);
  const Sides sides = take_sides(all, {.train = {2, 5}, .valid = {0}, .test = {3}}, {"a", "b"});
  EXPECT_THAT(values(sides.train), ElementsAre(2, 5, 12, 15, 22, 25));
  EXPECT_THAT(values(sides.valid), ElementsAre(0));
  EXPECT_THAT(values(sides.test), ElementsAre(3));
}

TEST(Sides, GivenBackAreWhatTheyWereTakenFrom) {
  LoadedClips all = four_of_six(3);
  const std::vector<float> before = values(all);
  give_back(take_sides(all, {.train = {2, 5}, .valid = {0}, .test = {3}}, {"a", "b"}), all);
  EXPECT_EQ(values(all), before);
}

TEST(Sides, CountTheLabelledTrainingClipsOfEachClass) {
  Sides sides{.labels = {"a", "b"}};
  sides.train.features.labels = {0, 1, -1, 1};
  EXPECT_THAT(count_classes(sides, {}), ElementsAre(1, 2));
}

TEST(Sides, NameAClassThatHasNoClip) {
  Sides sides{.labels = {"a", "lonely"}};
  sides.train.features.labels = {0, -1};
  try {
    count_classes(sides, {});
    FAIL();
  } catch (const datasets::ManifestError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("class 'lonely': found no usable training clip"));
  }
}

TEST(Sides, NeedNoClipOfAClassThatIsKnown) {
  Sides sides{.labels = {"a", "known"}};
  sides.train.features.labels = {0, -1};
  EXPECT_THAT(count_classes(sides, {}, {"known"}), ElementsAre(1, 0));
}

TEST(Sides, TrainOnUnlabelledClipsThatShareNothingWithWhatIsJudged) {
  datasets::Dataset dataset{.labels = {"a"}};
  for (const auto& [path, artist, side] :
       {std::tuple{"1.wav", "x", datasets::Side::kTrain}, {"2.wav", "y", datasets::Side::kTest}}) {
    dataset.clips.push_back({.path = path, .label = "a", .artist = artist, .side = side});
  }
  const std::vector<datasets::Clip> unlabelled{
      {.path = "3.wav", .artist = "y"}, {.path = "2.wav"}, {.path = "4.wav", .artist = "x"}};
  const datasets::Split split = make_split(dataset, unlabelled, {.valid_fraction = 0.0});
  EXPECT_THAT(split.train, ElementsAre(0, 4));
  EXPECT_THAT(split.test, ElementsAre(1));
  EXPECT_EQ(with_unlabelled(dataset.clips, unlabelled).at(4).path, "4.wav");
  EXPECT_THAT(
      make_split(dataset, unlabelled, {.valid_fraction = 0.0, .group = datasets::GroupBy::kNone})
          .train,
      ElementsAre(0, 2, 4));
}

}  // namespace
}  // namespace backbeat::apps
