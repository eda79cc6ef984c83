#include "nn/layers/tap_runs.h"

#include <gtest/gtest.h>

namespace backbeat::nn {
namespace {

/// Whether the runs say of each tap of each output whether it lies inside.
void expect_right(const TapGrid& grid) {
  int next = 0;
  for (const TapRun& run : tap_runs(grid)) {
    EXPECT_EQ(run.first, next);
    next += run.count;
    for (int output = run.first; output < next; ++output) {
      for (int j = 0; j < grid.kernel; ++j) {
        const int input = output * grid.stride + grid.offset + j * grid.dilation;
        EXPECT_EQ(input >= 0 && input < grid.inputs, j >= run.tap && j < run.tap + run.taps)
            << "tap " << j << " of " << output << " at " << input;
      }
    }
  }
  EXPECT_EQ(next, grid.outputs);
}

TEST(TapRuns, SayWhichTapsLieInside) {
  for (const int kernel : {1, 3, 4}) {
    for (const int stride : {1, 2, 3}) {
      for (const int offset : {-7, -2, 0, 1}) {
        for (const int dilation : {1, 2, 5}) {
          for (const int inputs : {1, 4, 9}) {
            expect_right({.outputs = 8,
                          .inputs = inputs,
                          .kernel = kernel,
                          .stride = stride,
                          .offset = offset,
                          .dilation = dilation});
          }
        }
      }
    }
  }
}

TEST(TapRuns, AreAsFewAsThereAre) {
  // A padded 3: the first output, those within, and the last.
  EXPECT_EQ(tap_runs({.outputs = 100, .inputs = 100, .kernel = 3, .offset = -1}).size(), 3U);
  EXPECT_EQ(tap_runs({.outputs = 98, .inputs = 100, .kernel = 3}).size(), 1U);
}

}  // namespace
}  // namespace backbeat::nn
