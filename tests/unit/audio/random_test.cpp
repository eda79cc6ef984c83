#include "audio/random.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::audio {
namespace {

static_assert(std::uniform_random_bit_generator<Random>);

constexpr int kDraws = 100'000;

// The literals were computed by a separate program; a change here changes every trained model.
TEST(Random, GivesTheSameNumbersForever) {
  Random unkeyed{};  // SplitMix64's published sequence for seed 0
  EXPECT_EQ(unkeyed(), 0xE220A8397B1DCDAFULL);
  EXPECT_EQ(unkeyed(), 7960286522194355700ULL);
  Random keyed{1, 2, 3};
  EXPECT_EQ(keyed(), 5920461900590761476ULL);
  EXPECT_EQ(keyed(), 6738467364561527564ULL);
}

TEST(Random, DifferentKeysGiveDifferentNumbers) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t a = 0; a < 20; ++a) {
    for (std::uint64_t b = 0; b < 20; ++b) seen.insert(Random{a, b}());
    seen.insert(Random{a}());
  }
  EXPECT_EQ(seen.size(), 20U * 21U);
}

TEST(Random, UniformHasTheMeanAndVarianceOfItsInterval) {
  Random random{42};
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.uniform(-1.0, 3.0);
    ASSERT_GE(value, -1.0);
    ASSERT_LT(value, 3.0);
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kDraws;
  EXPECT_NEAR(mean, 1.0, 0.02);
  EXPECT_NEAR(squares / kDraws - mean * mean, 16.0 / 12.0, 0.02);
}

TEST(Random, NormalHasMeanZeroAndVarianceOne) {
  Random random{42};
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.normal();
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.02);
  EXPECT_NEAR(squares / kDraws, 1.0, 0.03);
}

TEST(Random, BelowReachesEveryNumberEquallyOften) {
  Random random{42};
  std::vector<int> count(7);
  for (int i = 0; i < kDraws; ++i) ++count.at(random.below(7));
  EXPECT_THAT(count, testing::Each(testing::AllOf(testing::Gt(kDraws / 7 - 600),
                                                  testing::Lt(kDraws / 7 + 600))));
}

TEST(Random, ChanceHitsAsOftenAsItSays) {
  Random random{42};
  int hits = 0;
  for (int i = 0; i < kDraws; ++i) hits += random.chance(0.3) ? 1 : 0;
  EXPECT_NEAR(hits, 0.3 * kDraws, 800.0);
}

TEST(Shuffle, IsAPermutationAndTheSameForever) {
  std::vector<int> items(8);
  std::iota(items.begin(), items.end(), 0);
  Random random{7};
  shuffle(items, random);
  EXPECT_THAT(items, testing::ElementsAre(5, 0, 3, 6, 2, 7, 1, 4));
}

TEST(Shuffle, PutsEveryItemEverywhereEquallyOften) {
  Random random{42};
  std::vector<int> times_first(5);
  for (int i = 0; i < 50'000; ++i) {
    std::vector<int> items{0, 1, 2, 3, 4};
    shuffle(items, random);
    ++times_first.at(static_cast<std::size_t>(items.front()));
  }
  EXPECT_THAT(times_first, testing::Each(testing::AllOf(testing::Gt(9500), testing::Lt(10500))));
}

}  // namespace
}  // namespace backbeat::audio
