#include "datasets/splits/split.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <gmock/gmock.h>

#include "tests/unit/datasets/helpers.h"
#include "tests/unit/datasets/splits/random_dataset.h"

namespace backbeat::datasets {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string error_of(const Dataset& dataset, const SplitOptions& options) {
  return testing::message_of<ManifestError>([&] { make_split(dataset, options); });
}

const std::string& label_of(const Dataset& dataset, int clip) {
  return dataset.clips[static_cast<std::size_t>(clip)].label;
}

/// `count` clips of `label` by each of `artists`.
void add_clips(std::vector<Clip>& clips, const std::string& label,
               const std::vector<std::string>& artists, int count = 1) {
  for (const std::string& artist : artists) {
    for (int i = 0; i < count; ++i) clips.push_back({.label = label, .artist = artist});
  }
}

/// Clips of each class on each side.
std::map<std::string, std::map<std::string, int>> counts(const Dataset& dataset,
                                                         const Split& split) {
  std::map<std::string, std::map<std::string, int>> result;
  for (const int clip : split.train) ++result["train"][label_of(dataset, clip)];
  for (const int clip : split.valid) ++result["valid"][label_of(dataset, clip)];
  for (const int clip : split.test) ++result["test"][label_of(dataset, clip)];
  return result;
}

class RandomSplit : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  Dataset dataset_ = testing::random_dataset(GetParam());
  Split split_ = make_split(dataset_, {.valid_fraction = 0.2, .seed = GetParam()});
};

TEST_P(RandomSplit, PutsEveryClipOnExactlyOneSideInOrder) {
  std::vector<int> all;
  for (const auto* side : {&split_.train, &split_.valid, &split_.test}) {
    EXPECT_TRUE(std::is_sorted(side->begin(), side->end()));
    all.insert(all.end(), side->begin(), side->end());
  }
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), dataset_.clips.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], static_cast<int>(i));
}

TEST_P(RandomSplit, NeverCutsAGroup) {
  const std::vector<int> groups = group_clips(dataset_.clips, GroupBy::kArtist);
  std::set<int> trained;
  for (const int clip : split_.train) trained.insert(groups[static_cast<std::size_t>(clip)]);
  for (const int clip : split_.valid) {
    EXPECT_FALSE(trained.contains(groups[static_cast<std::size_t>(clip)])) << "clip " << clip;
  }
}

TEST_P(RandomSplit, KeepsEveryClassOnBothSidesInItsShare) {
  auto by_side = counts(dataset_, split_);
  std::map<std::string, std::map<std::string, int>> largest;  // clips of an artist, by class
  for (const Clip& clip : dataset_.clips) ++largest[clip.label][clip.artist];
  for (const std::string& label : dataset_.labels) {
    const int train = by_side["train"][label];
    const int valid = by_side["valid"][label];
    EXPECT_GE(train, 1) << label;
    EXPECT_GE(valid, 1) << label;
    int largest_artist = 0;
    for (const auto& [artist, n] : largest[label]) {
      if (!artist.empty()) largest_artist = std::max(largest_artist, n);
    }
    // No way of dealing whole artists can promise more than to miss by one of them.
    EXPECT_LE(std::abs(valid - 0.2 * (train + valid)), largest_artist) << label;
  }
}

TEST_P(RandomSplit, IsTheSameForTheSameSeed) {
  const Split again = make_split(dataset_, {.valid_fraction = 0.2, .seed = GetParam()});
  EXPECT_EQ(split_.train, again.train);
  EXPECT_EQ(split_.valid, again.valid);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomSplit, ::testing::Range<std::uint64_t>(0, 40));

TEST(Split, DrawsTheFractionOfEveryClass) {
  std::vector<Clip> clips(300);
  for (std::size_t i = 0; i < clips.size(); ++i) clips[i].label = i < 200 ? "a" : "b";
  const Dataset dataset = testing::dataset_of(clips);
  const Split split = make_split(dataset, {.valid_fraction = 0.1});
  auto by_side = counts(dataset, split);
  EXPECT_EQ(by_side["valid"]["a"], 20);
  EXPECT_EQ(by_side["valid"]["b"], 10);
  EXPECT_NE(split.valid, make_split(dataset, {.valid_fraction = 0.1, .seed = 2}).valid);
}

TEST(Split, NoFractionDrawsNothing) {
  const Dataset dataset = testing::random_dataset(1);
  const Split split = make_split(dataset, {.valid_fraction = 0.0});
  EXPECT_THAT(split.train, SizeIs(dataset.clips.size()));
  EXPECT_THAT(split.valid, IsEmpty());
}

TEST(Split, KeepsAClassOfOneArtistInTraining) {
  std::vector<Clip> clips;
  add_clips(clips, "a", {"only one"}, 10);
  add_clips(clips, "b", {"x", "y", "z"});
  const Dataset dataset = testing::dataset_of(clips);
  for (const double fraction : {0.1, 0.9}) {
    auto by_side = counts(dataset, make_split(dataset, {.valid_fraction = fraction}));
    EXPECT_EQ(by_side["train"]["a"], 10);
    EXPECT_EQ(by_side["valid"]["a"], 0);
    EXPECT_GE(by_side["train"]["b"], 1);
    EXPECT_GE(by_side["valid"]["b"], 1);
  }
}

TEST(Split, GivesTheSmallestArtistOfAClassThatValidationWouldLack) {
  std::vector<Clip> clips;
  add_clips(clips, "a", {"big"}, 6);
  add_clips(clips, "a", {"small"}, 4);
  const Split split = make_split(testing::dataset_of(clips), {.valid_fraction = 0.1});
  EXPECT_THAT(split.valid, ElementsAre(6, 7, 8, 9));
}

TEST(Split, KeepsTheManifestsSides) {
  const Dataset dataset = testing::dataset_of({{.label = "a", .side = Side::kTrain},
                                               {.label = "a", .side = Side::kValid},
                                               {.label = "a", .side = Side::kTest},
                                               {.label = "a"},
                                               {.label = "a"}});
  const Split split = make_split(dataset, {.valid_fraction = 0.5});
  EXPECT_THAT(split.train, ElementsAre(0, 3, 4));
  EXPECT_THAT(split.valid, ElementsAre(1));
  EXPECT_THAT(split.test, ElementsAre(2));
}

TEST(Split, DrawsValidationOnlyFromTrainingWhereTheManifestNamesNone) {
  std::vector<Clip> clips(20, {.label = "a", .side = Side::kTrain});
  for (std::size_t i = 10; i < clips.size(); ++i) clips[i].side = Side::kTest;
  const Split split = make_split(testing::dataset_of(clips), {.valid_fraction = 0.2});
  EXPECT_THAT(split.train, SizeIs(8));
  EXPECT_THAT(split.valid, SizeIs(2));
  EXPECT_THAT(split.test, SizeIs(10));
}

TEST(Split, AClipLeftOpenGoesWithItsArtist) {
  const Dataset dataset =
      testing::dataset_of({{.label = "a", .artist = "x", .side = Side::kTest},
                           {.label = "a", .artist = "x"},
                           {.label = "a", .artist = "y", .side = Side::kTrain}});
  EXPECT_THAT(make_split(dataset, {.valid_fraction = 0.0}).test, ElementsAre(0, 1));
}

TEST(Split, ATestFoldIsTheTestSide) {
  std::vector<Clip> clips;
  for (int i = 0; i < 12; ++i) clips.push_back({.label = "a", .fold = i % 3});
  const Dataset dataset = testing::dataset_of(clips);
  const Split split = make_split(dataset, {.test_fold = 1, .valid_fraction = 0.25});
  EXPECT_THAT(split.test, ElementsAre(1, 4, 7, 10));
  EXPECT_THAT(split.valid, SizeIs(2));
  EXPECT_THAT(error_of(dataset, {.test_fold = 3}), HasSubstr("found no clip of the test fold 3"));
}

TEST(Split, RefusesSidesThatCutThroughAnArtistUnlessAskedNotToGroup) {
  const Dataset dataset = testing::dataset_of({{.label = "a", .artist = "x", .side = Side::kTrain},
                                               {.label = "a", .artist = "x", .side = Side::kTest}});
  EXPECT_THAT(error_of(dataset, {}), AllOf(HasSubstr("test:1: side"), HasSubstr("test:0")));
  EXPECT_THAT(make_split(dataset, {.group = GroupBy::kTrack}).test, ElementsAre(1));
}

TEST(Split, NamesAClassWithoutTrainingClips) {
  const Dataset dataset = testing::dataset_of(
      {{.label = "a", .side = Side::kTrain}, {.label = "polka", .side = Side::kTest}});
  EXPECT_THAT(error_of(dataset, {}), HasSubstr("class \"polka\": found no training clip"));
}

TEST(Split, RefusesAFractionThatLeavesNothingToTrain) {
  for (const double fraction : {-0.1, 1.0, std::nan("")}) {
    EXPECT_THROW(make_split(testing::random_dataset(1), {.valid_fraction = fraction}),
                 std::invalid_argument);
  }
}

TEST(Split, KeepsAFewTrainingClipsOfEachClass) {
  const Dataset dataset = testing::random_dataset(3);
  std::vector<int> folds;
  for (int i = 0; i < std::ssize(dataset.clips); ++i) folds.push_back(i % 3);
  const auto split_of = [&](int n, std::uint64_t seed) {
    return make_split(dataset, {.test_fold = 1,
                                .folds = folds,
                                .clips_per_class = n,
                                .valid_fraction = 0.0,
                                .group = GroupBy::kNone,
                                .seed = seed});
  };
  const Split all = split_of(0, 1);
  std::set<int> before;
  for (const int n : {1, 2, 3, 5, 1000}) {
    const Split few = split_of(n, 1);
    EXPECT_EQ(few.test, all.test) << "what judges stays as it is";
    std::map<std::string, int> found;
    for (const int clip : few.train) ++found[dataset.clips[static_cast<std::size_t>(clip)].label];
    std::map<std::string, int> expected;
    for (const int clip : all.train) {
      int& count = expected[dataset.clips[static_cast<std::size_t>(clip)].label];
      count = std::min(count + 1, n);
    }
    EXPECT_EQ(found, expected) << n;
    EXPECT_TRUE(std::ranges::is_sorted(few.train));
    EXPECT_TRUE(std::ranges::includes(few.train, before)) << "fewer are among more";
    before = {few.train.begin(), few.train.end()};
  }
  EXPECT_NE(split_of(2, 1).train, split_of(2, 2).train);
}

TEST(SplitByGivenFolds, TestsOnOneFoldAndDrawsValidationFromTheRest) {
  std::vector<Clip> clips;
  for (const char* label : {"x", "y"}) add_clips(clips, label, {"a", "b", "c", "d", "e", "f"});
  for (Clip& clip : clips) clip.artist += clip.label;
  const Dataset dataset = testing::dataset_of(clips);
  const std::vector<int> folds{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
  const Split split = make_split(dataset, {.test_fold = 1, .folds = folds, .valid_fraction = 0.25});
  EXPECT_THAT(split.test, ElementsAre(1, 4, 7, 10));
  EXPECT_THAT(split.valid, SizeIs(2));
  EXPECT_THAT(split.train, SizeIs(6));
}

TEST(SplitByGivenFolds, LooksAtNeitherColumnOfTheManifest) {
  std::vector<Clip> clips;
  for (int i = 0; i < 4; ++i) clips.push_back({.label = "x", .side = Side::kTest, .fold = 7});
  const Split split = make_split(testing::dataset_of(clips),
                                 {.test_fold = 0, .folds = {0, 1, 0, 1}, .valid_fraction = 0.0});
  EXPECT_THAT(split.test, ElementsAre(0, 2));
  EXPECT_THAT(split.train, ElementsAre(1, 3));
}

TEST(SplitByGivenFolds, NeedsOneForEachClip) {
  const Dataset dataset = testing::dataset_of({{.label = "x"}, {.label = "x"}});
  EXPECT_THROW(make_split(dataset, {.test_fold = 0, .folds = {0}}), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::datasets
