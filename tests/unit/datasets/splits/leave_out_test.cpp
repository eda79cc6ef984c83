// One source judged by what the others teach.

#include "datasets/splits/leave_out.h"

#include <set>

#include <gmock/gmock.h>

#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Clip clip(const std::string& source, const std::string& label, const std::string& artist) {
  return {.label = label, .artist = artist, .source = source};
}

/// Two shops and a library; the singer Ann is in two of them, and jazz in one.
Dataset three_sources() {
  return testing::dataset_of({clip("shop", "rock", "Ann"), clip("shop", "rock", "Bob"),
                              clip("shop", "folk", "Cid"), clip("library", "rock", "Ann"),
                              clip("library", "folk", "Dan"), clip("library", "jazz", "Eve"),
                              clip("radio", "rock", "Fay"), clip("radio", "folk", "Gus")});
}

std::string error_of(const Dataset& dataset, const std::string& source) {
  return testing::message_of<ManifestError>(
      [&] { leave_out(dataset, source, {.valid_fraction = 0.0}); });
}

TEST(LeaveOut, FindsTheSources) {
  EXPECT_THAT(sources_of(three_sources()), ElementsAre("library", "radio", "shop"));
}

TEST(LeaveOut, WantsTwoSources) {
  const Dataset one = testing::dataset_of({clip("shop", "rock", "Ann"), clip("shop", "folk", "B")});
  EXPECT_THAT(testing::message_of<ManifestError>([&] { sources_of(one); }),
              AllOf(HasSubstr("found \"shop\" only"), HasSubstr("two or more")));
}

TEST(LeaveOut, JudgesTheSourceAndTrainsOnOtherArtistsOfTheOthers) {
  const LeftOut left_out = leave_out(three_sources(), "shop", {.valid_fraction = 0.0});
  EXPECT_THAT(left_out.split.test, ElementsAre(0, 1, 2));
  EXPECT_THAT(left_out.split.train, ElementsAre(4, 5, 6, 7)) << "Ann of the library is in the shop";
  EXPECT_THAT(left_out.split.valid, IsEmpty());
  EXPECT_EQ(left_out.n_related, 1U);
  EXPECT_THAT(left_out.labels, ElementsAre("folk", "jazz", "rock"));
  EXPECT_THAT(left_out.unjudged, IsEmpty());
}

TEST(LeaveOut, DoesNotJudgeAClassThatNoOtherSourceHas) {
  const LeftOut left_out = leave_out(three_sources(), "library", {.valid_fraction = 0.0});
  EXPECT_THAT(left_out.split.test, ElementsAre(3, 4)) << "without jazz";
  EXPECT_THAT(left_out.labels, ElementsAre("folk", "rock"));
  EXPECT_THAT(left_out.unjudged, ElementsAre("jazz"));
}

TEST(LeaveOut, KeepsTracksApartWhereArtistsNeedNotBe) {
  Dataset dataset = three_sources();
  const LeaveOutOptions options{.valid_fraction = 0.0, .group = GroupBy::kNone};
  EXPECT_EQ(leave_out(dataset, "shop", options).n_related, 0U);
  dataset.clips[2].track = dataset.clips[4].track = "the same song";
  EXPECT_THAT(leave_out(dataset, "shop", options).split.train, ElementsAre(3, 5, 6, 7));
}

TEST(LeaveOut, ValidatesOnOtherArtistsOfTheTrainingSources) {
  std::vector<Clip> clips{clip("shop", "rock", "x"), clip("shop", "folk", "y")};
  for (int i = 0; i < 20; ++i) {
    clips.push_back(clip("library", i % 2 == 0 ? "rock" : "folk", std::to_string(i / 4)));
  }
  const Dataset dataset = testing::dataset_of(clips);
  const LeftOut left_out = leave_out(dataset, "shop", {.valid_fraction = 0.3});
  EXPECT_FALSE(left_out.split.valid.empty());
  EXPECT_EQ(left_out.split.train.size() + left_out.split.valid.size(), 20U);
  std::set<std::string> trained;
  for (const int i : left_out.split.train) {
    trained.insert(dataset.clips[static_cast<std::size_t>(i)].artist);
  }
  for (const int i : left_out.split.valid) {
    EXPECT_EQ(dataset.clips[static_cast<std::size_t>(i)].source, "library");
    EXPECT_FALSE(trained.contains(dataset.clips[static_cast<std::size_t>(i)].artist));
  }
}

TEST(LeaveOut, NamesASourceOfOtherClasses) {
  const Dataset dataset = testing::dataset_of({clip("a", "rock", "1"), clip("a", "folk", "2"),
                                               clip("b", "jazz", "3"), clip("b", "blues", "4")});
  EXPECT_THAT(error_of(dataset, "b"),
              AllOf(HasSubstr("source \"b\": found blues, jazz"), HasSubstr("folk, rock")));
}

TEST(LeaveOut, NamesASourceWithoutWhichThereIsOneClass) {
  const Dataset dataset = testing::dataset_of({clip("a", "rock", "1"), clip("a", "folk", "2"),
                                               clip("b", "rock", "3"), clip("b", "folk", "2")});
  EXPECT_THAT(error_of(dataset, "a"),
              AllOf(HasSubstr("source \"a\": found 1 classes"), HasSubstr("two or more")));
}

}  // namespace
}  // namespace backbeat::datasets
