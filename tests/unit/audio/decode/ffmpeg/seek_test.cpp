#include <cmath>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "audio/decode/open_audio.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/audio/decode/ffmpeg/recordings.h"

// Recordings of 2 s: decoding begins a second before the frame that is wanted, so that only later
// ones need a seek at all.
namespace backbeat::audio {
namespace {

struct Recording {
  const char* file;
  double tolerance;  // 0: bit for bit
};

class FfmpegSeek : public testing::TestWithParam<Recording> {};

TEST_P(FfmpegSeek, RangeIsThatPartOfTheWhole) {
  const auto path = recording(GetParam().file);
  const Decoded whole = decode(path);
  const auto rate_hz = static_cast<double>(whole.audio.sample_rate_hz);
  for (const double offset_s : {0.0001, 0.4, 1.0, 1.27, 1.8}) {
    const Decoded part = decode(path, {.offset_s = offset_s, .duration_s = 0.1});
    const auto first = static_cast<std::size_t>(std::llround(offset_s * rate_hz));
    EXPECT_EQ(part.audio.samples.size(), static_cast<std::size_t>(0.1 * rate_hz));
    EXPECT_EQ(part.missing_frames, 0);
    EXPECT_LE(largest_difference(part.audio.samples, whole.audio.samples, first),
              GetParam().tolerance)
        << offset_s;
  }
  EXPECT_THROW(decode(path, {.offset_s = 2.5}), DecodeError);
}

INSTANTIATE_TEST_SUITE_P(All, FfmpegSeek,
                         testing::Values(Recording{"aac.m4a", 1e-4}, Recording{"alac.m4a", 0.0},
                                         Recording{"wavpack.wv", 0.0}, Recording{"tta.tta", 0.0},
                                         Recording{"wma.wma", 0.0}));

TEST(FfmpegSeekReader, GoesBackAndForth) {
  const auto reader = open_audio(recording("alac.m4a"));
  const std::vector<float> whole = read_all(*reader);
  for (const int frame : {15'000, 1, 9'000, 0, 15'999, 12'345}) {
    ASSERT_TRUE(reader->seek(frame));
    const std::vector<float> part = read_frames(*reader, 100);
    EXPECT_FALSE(part.empty());
    EXPECT_EQ(largest_difference(part, whole, static_cast<std::size_t>(2 * frame)), 0.0) << frame;
  }
}

TEST(FfmpegSeekReader, RefusedSeekMovesNothing) {
  // ASF has timestamps in milliseconds, and the frames of the other end at 32000.
  for (const auto& [file, frame] : {std::pair{"wma.wma", 20'000}, std::pair{"aac.m4a", 40'000}}) {
    const std::vector<float> whole = read_all(*open_audio(recording(file)));
    const auto reader = open_audio(recording(file));
    read_frames(*reader, 500);
    EXPECT_FALSE(reader->seek(frame));
    EXPECT_EQ(largest_difference(read_frames(*reader, 5000), whole, 1000), 0.0) << file;
  }
}

// The index promises what the cut file does not hold.
TEST(FfmpegSeekReader, SeekIntoTheMissingPartMovesNothing) {
  const TemporaryFolder folder;
  const std::string bytes = read_bytes(recording("tta.tta"));
  write_bytes(folder / "cut.tta", bytes.substr(0, bytes.size() * 3 / 4));
  const std::vector<float> whole = read_all(*open_audio(recording("tta.tta")));
  const auto reader = open_audio(folder / "cut.tta");
  read_frames(*reader, 500);
  EXPECT_FALSE(reader->seek(15'000));
  EXPECT_EQ(largest_difference(read_frames(*reader, 100), whole, 1000), 0.0);
}

}  // namespace
}  // namespace backbeat::audio
