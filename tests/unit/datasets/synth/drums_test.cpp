#include "datasets/synth/drums.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace backbeat::datasets::synth {
namespace {

constexpr std::array kDrums = {Drum::kKick,  Drum::kSnare,     Drum::kRim,     Drum::kClap,
                               Drum::kTom,   Drum::kClosedHat, Drum::kOpenHat, Drum::kRide,
                               Drum::kBrush, Drum::kShaker};

TEST(Drums, DieAway) {
  audio::Random random{2};
  for (const Drum drum : kDrums) {
    for (const double rate_hz : {8000.0, 44100.0}) {
      const std::vector<float> sound = strike(drum, 1.0, Timbre::draw(random), rate_hz, random);
      float peak = 0.0F;
      for (const float x : sound) {
        ASSERT_TRUE(std::isfinite(x));
        peak = std::max(peak, std::abs(x));
      }
      EXPECT_GT(peak, 0.05F);
      for (const float x : std::span(sound).last(20)) EXPECT_LT(std::abs(x), 0.02F * peak);
    }
  }
}

}  // namespace
}  // namespace backbeat::datasets::synth
