#include "datasets/splits/folds.h"

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

std::string error_of(const Dataset& dataset, int k) {
  return testing::message_of<ManifestError>([&] { make_folds(dataset, k, GroupBy::kArtist, 1); });
}

class RandomFolds : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  static constexpr int kFolds = 4;
  Dataset dataset_ = testing::random_dataset(GetParam());
  std::vector<int> folds_ = make_folds(dataset_, kFolds, GroupBy::kArtist, GetParam());
};

TEST_P(RandomFolds, UsesEveryFold) {
  const std::set<int> used(folds_.begin(), folds_.end());
  EXPECT_THAT(used, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(folds_.size(), dataset_.clips.size());
}

TEST_P(RandomFolds, NeverCutsAGroup) {
  const std::vector<int> groups = group_clips(dataset_.clips, GroupBy::kArtist);
  std::map<int, int> fold_of_group;
  for (std::size_t i = 0; i < folds_.size(); ++i) {
    EXPECT_EQ(fold_of_group.emplace(groups[i], folds_[i]).first->second, folds_[i]);
  }
}

TEST_P(RandomFolds, SharesEveryClassOut) {
  std::map<std::string, std::map<int, int>> clips_in;
  std::map<std::string, std::map<std::string, int>> clips_of;
  for (std::size_t i = 0; i < folds_.size(); ++i) {
    const Clip& clip = dataset_.clips[i];
    ++clips_in[clip.label][folds_[i]];
    if (!clip.artist.empty()) ++clips_of[clip.label][clip.artist];
  }
  for (const auto& [label, by_fold] : clips_in) {
    int total = 0;
    int largest_artist = 0;
    for (const auto& [fold, n] : by_fold) total += n;
    for (const auto& [artist, n] : clips_of[label]) largest_artist = std::max(largest_artist, n);
    for (const auto& [fold, n] : by_fold) {
      EXPECT_LE(n, static_cast<double>(total) / kFolds + largest_artist) << label << fold;
    }
    EXPECT_GE(by_fold.size(), 2U) << label;
  }
}

TEST_P(RandomFolds, IsTheSameForTheSameSeed) {
  EXPECT_EQ(folds_, make_folds(dataset_, kFolds, GroupBy::kArtist, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomFolds, ::testing::Range<std::uint64_t>(0, 40));

TEST(Folds, AreEqualWhereTheyCanBe) {
  std::vector<Clip> clips(100);
  for (std::size_t i = 0; i < clips.size(); ++i) clips[i].label = i % 2 == 0 ? "a" : "b";
  const Dataset dataset = testing::dataset_of(clips);
  const std::vector<int> folds = make_folds(dataset, 5, GroupBy::kNone, 1);
  std::map<std::pair<std::string, int>, int> count;
  for (std::size_t i = 0; i < folds.size(); ++i) ++count[{clips[i].label, folds[i]}];
  for (const auto& [where, n] : count) EXPECT_EQ(n, 10) << where.first << where.second;
  EXPECT_NE(folds, make_folds(dataset, 5, GroupBy::kNone, 2));
}

TEST(Folds, SmallArtistsEvenOutWhatABigOneLeaves) {
  std::vector<Clip> clips;
  for (const char* artist : {"b", "c", "d", "e", "big", "big", "big", "big"}) {
    clips.push_back({.label = "a", .artist = artist});
  }
  const Dataset dataset = testing::dataset_of(clips);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const std::vector<int> folds = make_folds(dataset, 2, GroupBy::kArtist, seed);
    EXPECT_EQ(std::count(folds.begin(), folds.end(), 0), 4);
  }
}

TEST(Folds, ComeFromTheManifestWhereItHasThemAll) {
  const std::vector<int> column = {2, 0, 1, 2, 1, 0};
  std::vector<Clip> clips;
  for (const int fold : column) clips.push_back({.label = "a", .fold = fold});
  EXPECT_EQ(make_folds(testing::dataset_of(clips), 3, GroupBy::kArtist, 1), column);
  EXPECT_THAT(error_of(testing::dataset_of(clips), 4), HasSubstr("fold 3: found no clip"));

  const std::vector<int> two = make_folds(testing::dataset_of(clips), 2, GroupBy::kArtist, 1);
  EXPECT_EQ(std::count(two.begin(), two.end(), 0), 3) << "a column of three folds is not for two";
}

TEST(Folds, OfTheManifestMustNotCutThroughAnArtist) {
  const Dataset dataset = testing::dataset_of({{.label = "a", .artist = "x", .fold = 0},
                                               {.label = "a", .artist = "y", .fold = 1},
                                               {.label = "a", .artist = "x", .fold = 1}});
  EXPECT_THAT(error_of(dataset, 2), AllOf(HasSubstr("test:2: fold"), HasSubstr("test:0")));
  EXPECT_THAT(make_folds(dataset, 2, GroupBy::kNone, 1), ElementsAre(0, 1, 1));
}

TEST(Folds, NameAClassThatCanNotBeTrainedAndJudged) {
  const Dataset dataset = testing::dataset_of({{.label = "a", .artist = "x"},
                                               {.label = "a", .artist = "y"},
                                               {.label = "polka", .artist = "z"},
                                               {.label = "polka", .artist = "z"}});
  EXPECT_THAT(error_of(dataset, 2), HasSubstr("class \"polka\": found all its clips in fold"));
}

TEST(Folds, NeedAsManyGroupsAndTwoOfThem) {
  const Dataset dataset = testing::dataset_of({{.label = "a"}, {.label = "a"}});
  EXPECT_THAT(error_of(dataset, 3), HasSubstr("fold 2: found no clip, expected 3 folds"));
  EXPECT_THROW(make_folds(dataset, 1, GroupBy::kNone, 1), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::datasets
