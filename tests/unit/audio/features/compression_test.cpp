#include "audio/features/compression.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace backbeat::audio {
namespace {

std::vector<float> compressed(const Compression& compression, std::vector<float> db) {
  compression.apply(db);
  return db;
}

TEST(Compression, OfTheDefaultChangesNothing) {
  const std::vector<float> db{-80.0F, 0.1F, 33.3F};
  EXPECT_EQ(compressed({}, db), db);
}

TEST(Compression, TakesTheLogarithmOfItsKindOfTheMelValue) {
  for (const double m : {1e-9, 1e-3, 1.0, 250.0}) {
    const std::vector<float> db{static_cast<float>(10.0 * std::log10(m))};
    EXPECT_NEAR(compressed({.log = LogKind::kLog10, .gain = 10000.0, .offset = 1.0}, db)[0],
                std::log10(1.0 + 10000.0 * m), 1e-5);
    EXPECT_NEAR(
        compressed({.log = LogKind::kLn, .offset = 1e-5, .scale = 0.2, .shift = 0.9}, db)[0],
        (std::log(m + 1e-5) + 4.5) / 5.0, 1e-5);
    EXPECT_NEAR(compressed({.log = LogKind::kDecibel, .gain = 4.0}, db)[0],
                10.0 * std::log10(4.0 * m), 1e-4);
  }
}

TEST(Compression, CountsFromTheLargestDownToItsRange) {
  const std::vector<float> found =
      compressed({.scale = 0.5, .peak_range = 30.0}, {10.0F, -20.0F, -90.0F});
  EXPECT_NEAR(found[0], 0.0F, 1e-5F);
  EXPECT_NEAR(found[1], -15.0F, 1e-5F);
  EXPECT_EQ(found[2], -30.0F);
}

TEST(Compression, SaysHowFarADbMoves) {
  const Compression c{.log = LogKind::kLn, .scale = 0.2, .shift = 1.0};
  EXPECT_NEAR(c.per_db(), compressed(c, {1.0F})[0] - compressed(c, {0.0F})[0], 1e-6);
  EXPECT_DOUBLE_EQ(Compression{}.per_db(), 1.0);
}

}  // namespace
}  // namespace backbeat::audio
