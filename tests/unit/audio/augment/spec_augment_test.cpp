#include "audio/augment/spec_augment.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gmock/gmock.h>

#include "audio/augment/crop.h"

namespace backbeat::audio {
namespace {

constexpr int kMels = 32;
constexpr std::size_t kFrames = 40;
constexpr float kFill = -7.0F;

/// A window of ones after `options`, and which of its whole rows and columns were filled.
struct Masked {
  Masked(std::uint64_t key, const SpecAugmentOptions& options) : window(kMels * kFrames, 1.0F) {
    Random random{key};
    spec_augment(window, kMels, random, options, kFill);
    for (std::size_t m = 0; m < kMels; ++m) {
      bool whole = true;
      for (std::size_t t = 0; t < kFrames; ++t) whole = whole && window[m * kFrames + t] == kFill;
      if (whole) bands.insert(static_cast<int>(m));
    }
    for (std::size_t t = 0; t < kFrames; ++t) {
      bool whole = true;
      for (std::size_t m = 0; m < kMels; ++m) whole = whole && window[m * kFrames + t] == kFill;
      if (whole) frames.insert(static_cast<int>(t));
    }
  }

  std::vector<float> window;
  std::set<int> bands, frames;
};

bool is_one_run(const std::set<int>& places) {
  return places.empty() ||
         *places.rbegin() - *places.begin() + 1 == static_cast<int>(places.size());
}

TEST(SpecAugment, OneMaskIsARunOfWholeBandsOfEveryWidthAndPlace) {
  std::set<std::size_t> widths;
  std::set<int> reached;
  for (std::uint64_t key = 0; key < 500; ++key) {
    const Masked masked(key,
                        {.frequency_masks = 1, .widest_frequency_mask = 0.25, .time_masks = 0});
    EXPECT_TRUE(is_one_run(masked.bands));
    EXPECT_EQ(std::count(masked.window.begin(), masked.window.end(), kFill),
              static_cast<std::ptrdiff_t>(masked.bands.size() * kFrames));
    widths.insert(masked.bands.size());
    reached.insert(masked.bands.begin(), masked.bands.end());
  }
  EXPECT_THAT(widths, testing::ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_EQ(reached.size(), static_cast<std::size_t>(kMels));
}

TEST(SpecAugment, OneMaskIsARunOfWholeFramesOfEveryWidthAndPlace) {
  std::set<std::size_t> widths;
  std::set<int> reached;
  for (std::uint64_t key = 0; key < 500; ++key) {
    const Masked masked(key, {.frequency_masks = 0, .time_masks = 1, .widest_time_mask = 0.1});
    EXPECT_TRUE(is_one_run(masked.frames));
    EXPECT_EQ(std::count(masked.window.begin(), masked.window.end(), kFill),
              static_cast<std::ptrdiff_t>(masked.frames.size() * kMels));
    widths.insert(masked.frames.size());
    reached.insert(masked.frames.begin(), masked.frames.end());
  }
  EXPECT_THAT(widths, testing::ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(reached.size(), kFrames);
}

TEST(SpecAugment, FillsOnlyWholeBandsAndFrames) {
  for (std::uint64_t key = 0; key < 100; ++key) {
    const Masked masked(key, {});
    for (std::size_t i = 0; i < masked.window.size(); ++i) {
      const bool inside = masked.bands.contains(static_cast<int>(i / kFrames)) ||
                          masked.frames.contains(static_cast<int>(i % kFrames));
      ASSERT_EQ(masked.window[i], inside ? kFill : 1.0F);
    }
  }
}

TEST(SpecAugment, TheKeyDecides) {
  EXPECT_EQ(Masked(5, {}).window, Masked(5, {}).window);
  EXPECT_NE(Masked(5, {}).window, Masked(6, {}).window);
}

TEST(SpecAugment, WithoutMasksChangesNothing) {
  EXPECT_THAT(Masked(1, {.frequency_masks = 0, .time_masks = 0}).window, testing::Each(1.0F));
  EXPECT_THAT(Masked(1, {.widest_frequency_mask = 0.0, .widest_time_mask = 0.0}).window,
              testing::Each(1.0F));
}

TEST(SpecAugment, MasksMayTakeAllOfASmallWindow) {
  for (std::uint64_t key = 0; key < 50; ++key) {
    std::vector<float> window{1.0F, 1.0F};
    Random random{key};
    spec_augment(window, 2, random, {.widest_frequency_mask = 1.0, .widest_time_mask = 1.0}, 0.0F);
    EXPECT_THAT(window, testing::Each(testing::AnyOf(0.0F, 1.0F)));
  }
}

TEST(Crop, ReachesEveryPlaceWhereTheWindowEndsInside) {
  std::set<int> places;
  Random random{1};
  for (int i = 0; i < 500; ++i) places.insert(random_crop(10, 6, random));
  EXPECT_THAT(places, testing::ElementsAre(0, 1, 2, 3, 4));
}

TEST(Crop, BeginsAtZeroWhereThereIsNoRoom) {
  Random random{1};
  for (const int length : {0, 1, 5, 6}) {
    EXPECT_EQ(random_crop(length, 6, random), 0);
    EXPECT_EQ(middle_crop(length, 6), 0);
  }
}

TEST(Crop, MiddleLeavesAsMuchOnBothSides) {
  EXPECT_EQ(middle_crop(10, 6), 2);
  EXPECT_EQ(middle_crop(11, 6), 2);
}

}  // namespace
}  // namespace backbeat::audio
