#include "datasets/batches/windows.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

using ::testing::ElementsAre;

std::vector<float> window(const audio::Spectrogram& spectrogram, int first, int n_frames) {
  const Normalizer normalizer{{0.0F, 10.0F}, {1.0F, 2.0F}};
  std::vector<float> out(static_cast<std::size_t>(2 * n_frames), -1.0F);
  copy_window(spectrogram, normalizer, first, n_frames, out);
  return out;
}

TEST(CopyWindow, StandardisesEachBand) {
  const audio::Spectrogram spectrogram{2, 4, {1, 2, 3, 4, 10, 12, 14, 16}};
  EXPECT_THAT(window(spectrogram, 1, 3), ElementsAre(2, 3, 4, 1, 2, 3));
}

TEST(CopyWindow, TilesAShortClip) {
  const audio::Spectrogram spectrogram{2, 2, {1, 2, 10, 12}};
  EXPECT_THAT(window(spectrogram, 0, 5), ElementsAre(1, 2, 1, 2, 1, 0, 1, 0, 1, 0));
  EXPECT_THAT(window(spectrogram, 3, 2), ElementsAre(2, 1, 1, 0));
}

TEST(WindowStarts, CoverTheClipAndEndWithIt) {
  EXPECT_THAT(window_starts(10, 4, 2), ElementsAre(0, 2, 4, 6));
  EXPECT_THAT(window_starts(11, 4, 2), ElementsAre(0, 2, 4, 6, 7));
  EXPECT_THAT(window_starts(9, 4, 4), ElementsAre(0, 4, 5));
  EXPECT_THAT(window_starts(4, 4, 2), ElementsAre(0));
}

TEST(WindowStarts, AShortClipHasOneWindow) {
  EXPECT_THAT(window_starts(3, 4, 2), ElementsAre(0));
  EXPECT_THAT(window_starts(1, 400, 200), ElementsAre(0));
}

TEST(WindowStarts, LeaveNoFrameOutUpToAHopOfAWindow) {
  for (int clip = 1; clip < 60; ++clip) {
    for (int size = 1; size < 20; ++size) {
      for (int hop = 1; hop <= size; ++hop) {
        const std::vector<int> starts = window_starts(clip, size, hop);
        int covered = 0;
        for (const int start : starts) {
          EXPECT_LE(start, covered);
          EXPECT_TRUE(start == 0 || start + size > covered) << "a window adds nothing";
          covered = start + size;
        }
        EXPECT_EQ(covered, std::max(clip, size));
      }
    }
  }
}

}  // namespace
}  // namespace backbeat::datasets
