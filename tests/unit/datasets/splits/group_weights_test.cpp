#include "datasets/splits/group_weights.h"

#include <cmath>
#include <stdexcept>

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

using ::testing::Each;
using ::testing::FloatEq;
using ::testing::FloatNear;
using ::testing::Pointwise;

Clip clip(const std::string& name, const std::string& label, const std::string& artist) {
  return {.path = name, .label = label, .artist = artist};
}

/// Four rock clips of one artist and one of another; two jazz clips of two artists.
std::vector<Clip> clips() {
  return {clip("a", "rock", "queen"), clip("b", "rock", "queen"), clip("c", "rock", "queen"),
          clip("d", "rock", "queen"), clip("e", "rock", "kinks"), clip("f", "jazz", "monk"),
          clip("g", "jazz", "evans")};
}

TEST(GroupWeights, AreOneWithoutAnExponentOrWithoutGroups) {
  EXPECT_THAT(balance_groups(clips(), GroupBy::kArtist, 0.0), Each(FloatEq(1.0F)));
  EXPECT_THAT(balance_groups(clips(), GroupBy::kNone, 1.0), Each(FloatEq(1.0F)));
}

TEST(GroupWeights, MakeTheArtistsOfALabelWeighTheSameAtOne) {
  EXPECT_THAT(
      balance_groups(clips(), GroupBy::kArtist, 1.0),
      Pointwise(FloatNear(1e-6F), std::vector{0.625F, 0.625F, 0.625F, 0.625F, 2.5F, 1.0F, 1.0F}));
}

TEST(GroupWeights, LieBetweenForExponentsBetween) {
  const auto weights = balance_groups(clips(), GroupBy::kArtist, 0.5);
  EXPECT_NEAR(weights[4] / weights[0], 2.0, 1e-5);  // the root of 4 to 1
  EXPECT_NEAR(4.0F * weights[0] + weights[4], 5.0, 1e-5);
}

TEST(GroupWeights, CountAnArtistsLabelsApart) {
  const std::vector<Clip> both{clip("a", "rock", "queen"), clip("b", "rock", "queen"),
                               clip("c", "pop", "queen")};
  EXPECT_THAT(balance_groups(both, GroupBy::kArtist, 1.0), Each(FloatEq(1.0F)));
}

TEST(GroupWeights, RefuseExponentsOutsideOfTheirRange) {
  EXPECT_THROW(balance_groups(clips(), GroupBy::kArtist, -0.1), std::invalid_argument);
  EXPECT_THROW(balance_groups(clips(), GroupBy::kArtist, 1.1), std::invalid_argument);
  EXPECT_THROW(balance_groups(clips(), GroupBy::kArtist, std::nan("")), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::datasets
