// WindowStream: what a spectrogram that comes in parts is cut into is what the whole would be.

#include "datasets/batches/window_stream.h"

#include <gmock/gmock.h>

#include "datasets/batches/windows.h"

namespace backbeat::datasets {
namespace {

constexpr int kMels = 3;

/// Each value names its band and frame.
audio::Spectrogram frames(int first, int count) {
  audio::Spectrogram part{kMels, count, {}};
  for (int mel = 0; mel < kMels; ++mel) {
    for (int t = first; t < first + count; ++t) {
      part.values.push_back(static_cast<float>(1000 * mel + t));
    }
  }
  return part;
}

struct Window {
  int first;
  std::vector<float> values;
  bool operator==(const Window&) const = default;
};

std::vector<Window> of_the_whole(int n_frames, int window_frames, int hop) {
  std::vector<Window> windows;
  for (const int first : window_starts(n_frames, window_frames, hop)) {
    windows.push_back({first, std::vector<float>(static_cast<std::size_t>(kMels * window_frames))});
    copy_frames(frames(0, n_frames), first, window_frames, windows.back().values);
  }
  return windows;
}

std::vector<Window> in_parts(int n_frames, int part, int window_frames, int hop) {
  std::vector<Window> windows;
  const auto keep = [&](int first, const audio::Spectrogram& held) {
    windows.push_back({first, std::vector<float>(static_cast<std::size_t>(kMels * window_frames))});
    copy_frames(held, 0, window_frames, windows.back().values);
  };
  WindowStream stream(kMels, window_frames, hop);
  for (int first = 0; first < n_frames; first += part) {
    stream.push(frames(first, std::min(part, n_frames - first)), keep);
  }
  stream.finish(keep);
  EXPECT_EQ(stream.n_frames(), n_frames);
  return windows;
}

TEST(WindowStream, CutsPartsOfAnySizeAsItDoesTheWhole) {
  for (const auto& [window, hop] : {std::pair{1, 1}, {4, 2}, {5, 2}, {6, 6}, {7, 1}}) {
    for (int n_frames = 1; n_frames <= 30; ++n_frames) {
      for (const int part : {1, 2, 3, 8, 30}) {
        EXPECT_EQ(in_parts(n_frames, part, window, hop), of_the_whole(n_frames, window, hop))
            << n_frames << " frames by " << part << ", windows of " << window << ", hop " << hop;
      }
    }
  }
}

TEST(WindowStream, GivesAWindowAsSoonAsItIsFull) {
  WindowStream stream(kMels, 4, 2);
  std::vector<int> firsts;
  const auto keep = [&](int first, const audio::Spectrogram&) { firsts.push_back(first); };
  stream.push(frames(0, 3), keep);
  EXPECT_THAT(firsts, ::testing::IsEmpty());
  stream.push(frames(3, 1), keep);
  EXPECT_THAT(firsts, ::testing::ElementsAre(0));
  stream.push(frames(4, 2), keep);
  EXPECT_THAT(firsts, ::testing::ElementsAre(0, 2));
}

TEST(WindowStream, HoldsAWindowAndAHop) {
  WindowStream stream(kMels, 4, 2);
  const auto check = [](int, const audio::Spectrogram& held) { EXPECT_LE(held.n_frames, 6); };
  stream.push(frames(0, 10000), check);
  stream.finish(check);
}

}  // namespace
}  // namespace backbeat::datasets
