#include "audio/features/framer.h"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backbeat::audio {
namespace {

using Frames = std::vector<std::vector<float>>;

struct Cut {
  int frame_length = 8;
  int hop_length = 4;
  PadMode pad_mode = PadMode::kConstant;
};

// The frames of `signal`, given to the framer `block` samples at a time.
Frames frames_of(const std::vector<float>& signal, const Cut& cut, std::size_t block) {
  Framer framer(cut.frame_length, cut.hop_length, cut.pad_mode);
  Frames frames;
  const auto take = [&](std::span<const float> frame) {
    frames.emplace_back(frame.begin(), frame.end());
    framer.advance(1);
  };
  const auto length = static_cast<std::size_t>(cut.frame_length);
  for (std::size_t begin = 0; begin < signal.size(); begin += block) {
    framer.push(std::span(signal).subspan(begin, std::min(block, signal.size() - begin)));
    for (auto frame = framer.peek(length); !frame.empty(); frame = framer.peek(length)) take(frame);
  }
  framer.finish();
  while (frames.size() < framer.n_frames()) take(framer.peek(length));
  EXPECT_EQ(frames.size(), framer.n_frames());
  return frames;
}

// The frames of a signal that was padded by hand.
Frames frames_of_padded(const std::vector<float>& padded, std::size_t count, const Cut& cut) {
  Frames frames;
  for (std::size_t t = 0; t < count; ++t) {
    const auto begin = padded.begin() + static_cast<std::ptrdiff_t>(t) * cut.hop_length;
    frames.emplace_back(begin, begin + cut.frame_length);
  }
  return frames;
}

TEST(Framer, PadsWithZeros) {
  const Cut cut;
  EXPECT_EQ(frames_of({1.0F, 2.0F, 3.0F, 4.0F, 5.0F}, cut, 5),
            frames_of_padded(
                {0.0F, 0.0F, 0.0F, 0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 0.0F, 0.0F, 0.0F}, 2, cut));
}

TEST(Framer, BeginsWithTheSignalWhereFramesAreNotCentred) {
  const Cut cut{.pad_mode = PadMode::kNone};
  std::vector<float> signal(15);
  std::iota(signal.begin(), signal.end(), 1.0F);
  for (const std::size_t block : {1U, 3U, 15U}) {
    EXPECT_EQ(frames_of(signal, cut, block), frames_of_padded(signal, 2, cut));
  }
  EXPECT_EQ(frames_of({1.0F, 2.0F}, cut, 1), (Frames{{1.0F, 2.0F, 0, 0, 0, 0, 0, 0}}));
}

TEST(Framer, ReflectsWithoutRepeatingTheEdge) {
  const Cut cut{.pad_mode = PadMode::kReflect};
  EXPECT_EQ(frames_of({1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F}, cut, 6),
            frames_of_padded(
                {5.0F, 4.0F, 3.0F, 2.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F, 5.0F, 4.0F}, 2, cut));
}

TEST(Framer, ReflectsAShortClipAgainAndAgain) {
  const Cut cut{.pad_mode = PadMode::kReflect};
  EXPECT_EQ(frames_of({1.0F, 2.0F}, cut, 2),
            (Frames{{1.0F, 2.0F, 1.0F, 2.0F, 1.0F, 2.0F, 1.0F, 2.0F}}));
  EXPECT_EQ(frames_of({3.0F}, cut, 1), Frames{std::vector<float>(8, 3.0F)});
}

TEST(Framer, OfNothingIsOneFrameOfSilence) {
  for (const PadMode mode : {PadMode::kConstant, PadMode::kReflect}) {
    EXPECT_EQ(frames_of({}, {.pad_mode = mode}, 1), Frames{std::vector<float>(8, 0.0F)});
  }
}

class FramerBlocks : public testing::TestWithParam<Cut> {};

TEST_P(FramerBlocks, ASignalInBlocksHasTheSameFrames) {
  std::vector<float> signal(1000);
  std::iota(signal.begin(), signal.end(), 1.0F);
  for (std::size_t length : {2U, 31U, 32U, 33U, 64U, 1000U}) {
    const std::vector<float> beginning(signal.begin(),
                                       signal.begin() + static_cast<std::ptrdiff_t>(length));
    const Frames whole = frames_of(beginning, GetParam(), length);
    for (std::size_t block : {1U, 7U, 64U, 500U}) {
      EXPECT_EQ(frames_of(beginning, GetParam(), block), whole) << length << " by " << block;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cuts, FramerBlocks,
    testing::Values(Cut{64, 16, PadMode::kConstant}, Cut{64, 16, PadMode::kReflect},
                    // Frames that do not touch: samples between them are passed over.
                    Cut{8, 50, PadMode::kConstant}, Cut{8, 50, PadMode::kReflect},
                    Cut{8, 200, PadMode::kReflect}));

}  // namespace
}  // namespace backbeat::audio
