#include "audio/augment/band_limit.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gmock/gmock.h>

namespace backbeat::audio {
namespace {

constexpr int kMels = 40;
constexpr std::size_t kFrames = 3;
constexpr double kFloor_db = -80.0;

std::vector<float> limited(std::uint64_t key, const BandLimitOptions& options) {
  std::vector<float> window(kMels * kFrames, -20.0F);
  Random random{key};
  random_band_limit(window, kMels, kFloor_db, random, options);
  return window;
}

/// Bands whose frames are all lower than they were.
std::set<int> lowered(const std::vector<float>& window) {
  std::set<int> bands;
  for (std::size_t m = 0; m < kMels; ++m) {
    const std::span<const float> band = std::span(window).subspan(m * kFrames, kFrames);
    if (std::ranges::all_of(band, [](float x) { return x < -20.0F; })) {
      bands.insert(static_cast<int>(m));
    }
  }
  return bands;
}

TEST(BandLimit, ALowPassTakesEveryBandAboveAnEdgeInItsRange) {
  std::set<int> edges;
  for (std::uint64_t key = 0; key < 400; ++key) {
    const auto bands = lowered(limited(
        key,
        {.low_pass_probability = 1.0, .lowest_low_pass_edge = 0.75, .high_pass_probability = 0.0}));
    const int edge = kMels - static_cast<int>(bands.size());
    if (!bands.empty()) {
      EXPECT_EQ(*bands.begin(), edge) << "not a run up to the top";
    }
    edges.insert(edge);
  }
  EXPECT_EQ(*edges.begin(), 30);
  EXPECT_EQ(*edges.rbegin(), 40);
  EXPECT_EQ(edges.size(), 11U);
}

TEST(BandLimit, AHighPassTakesEveryBandBelowAnEdgeInItsRange) {
  std::set<std::size_t> edges;
  for (std::uint64_t key = 0; key < 400; ++key) {
    const auto bands = lowered(limited(key, {.low_pass_probability = 0.0,
                                             .high_pass_probability = 1.0,
                                             .highest_high_pass_edge = 0.1}));
    if (!bands.empty()) {
      EXPECT_EQ(*bands.rbegin(), static_cast<int>(bands.size()) - 1);
    }
    edges.insert(bands.size());
  }
  EXPECT_THAT(edges, ::testing::ElementsAre(0U, 1U, 2U, 3U, 4U));
}

TEST(BandLimit, AllBandsFallByOneCutWithinItsRange) {
  std::set<float> values;
  for (std::uint64_t key = 0; key < 100; ++key) {
    const auto window = limited(key, {.low_pass_probability = 1.0,
                                      .lowest_low_pass_edge = 0.5,
                                      .high_pass_probability = 0.0,
                                      .least_cut_db = 10.0,
                                      .largest_cut_db = 30.0});
    std::set<float> distinct(window.begin(), window.end());
    EXPECT_LE(distinct.size(), 2U);
    distinct.erase(-20.0F);
    values.insert(distinct.begin(), distinct.end());
  }
  EXPECT_GE(*values.begin(), -50.0F);
  EXPECT_LE(*values.rbegin(), -30.0F);
  EXPECT_GT(values.size(), 50U);
}

TEST(BandLimit, NothingFallsBelowTheFloor) {
  for (std::uint64_t key = 0; key < 100; ++key) {
    const auto window = limited(key, {.low_pass_probability = 1.0, .least_cut_db = 70.0});
    EXPECT_GE(*std::min_element(window.begin(), window.end()), -80.0F);
  }
}

TEST(BandLimit, ProbabilitiesAreThoseAskedFor) {
  int cut = 0;
  for (std::uint64_t key = 0; key < 2000; ++key) {
    const auto bands = lowered(limited(
        key,
        {.low_pass_probability = 0.3, .lowest_low_pass_edge = 0.5, .high_pass_probability = 0.0}));
    if (!bands.empty()) ++cut;
  }
  EXPECT_NEAR(cut / 2000.0, 0.3, 0.04);
  const std::vector<float> untouched(kMels * kFrames, -20.0F);
  EXPECT_EQ(limited(1, {.low_pass_probability = 0.0, .high_pass_probability = 0.0}), untouched);
}

}  // namespace
}  // namespace backbeat::audio
