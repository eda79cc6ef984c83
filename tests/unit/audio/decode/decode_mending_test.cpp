#include <cmath>
#include <limits>
#include <sndfile.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "tests/support/signals.h"
#include "tests/unit/audio/temporary_folder.h"

namespace backbeat::audio {
namespace {

constexpr std::size_t kFrames = 22050;

class DecodeMending : public testing::Test {
 protected:
  // A file of kFrames frames whose last `fraction` is gone.
  std::filesystem::path cut_file(int format, double fraction) {
    std::filesystem::path path = folder_ / "cut.bin";
    write_audio(path, {.format = format}, white_noise(kFrames));
    const std::string content = read_bytes(path);
    const auto kept = static_cast<double>(content.size()) * (1.0 - fraction);
    write_bytes(path, content.substr(0, static_cast<std::size_t>(kept)));
    return path;
  }

  TemporaryFolder folder_;
};

TEST_F(DecodeMending, NonFiniteSamplesBecomeZeroAndAreCounted) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInf = std::numeric_limits<float>::infinity();
  const auto path = folder_ / "nan.wav";
  write_audio(path, {.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT, .channels = 2},
              std::vector<float>{0.5F, 0.5F, kNan, 0.5F, kInf, -kInf, 3e38F, 0.25F});

  const Decoded decoded = decode(path);

  EXPECT_THAT(decoded.audio.samples, testing::ElementsAre(0.5F, 0.25F, 0.0F, 0.125F));
  EXPECT_EQ(decoded.non_finite_samples, 4);
}

class DecodeCutFile : public DecodeMending, public testing::WithParamInterface<int> {};

TEST_P(DecodeCutFile, GivesWhatIsThereAndCountsWhatIsMissing) {
  const Decoded decoded = decode(cut_file(GetParam(), 0.4));

  const auto present = static_cast<std::int64_t>(decoded.audio.samples.size());
  EXPECT_NEAR(static_cast<double>(present), 0.6 * kFrames, 4096.0);
  EXPECT_NEAR(static_cast<double>(present + decoded.missing_frames), kFrames, 8.0);
}

TEST_P(DecodeCutFile, MissesNothingInARangeThatIsWhole) {
  EXPECT_EQ(decode(cut_file(GetParam(), 0.4), {.offset_s = 0.1, .duration_s = 0.2}).missing_frames,
            0);
}

INSTANTIATE_TEST_SUITE_P(Formats, DecodeCutFile,
                         testing::Values(SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                                         SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                                         SF_FORMAT_AU | SF_FORMAT_PCM_16,
                                         SF_FORMAT_FLAC | SF_FORMAT_PCM_16));

// Programs that write to a pipe can not go back to fill in the length.
TEST_F(DecodeMending, PlaceholderLengthPromisesNothing) {
  const auto path = folder_ / "piped.wav";
  write_audio(path, {.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16}, white_noise(kFrames));
  std::string content = read_bytes(path);
  content.replace(4, 4, "\xFF\xFF\xFF\xFF").replace(40, 4, "\xFF\xFF\xFF\xFF");
  write_bytes(path, content);

  const Decoded decoded = decode(path);

  EXPECT_EQ(decoded.audio.samples.size(), kFrames);
  EXPECT_EQ(decoded.missing_frames, 0);
}

TEST_F(DecodeMending, FlacOfUnstatedLengthIsReadToItsEnd) {
  const auto path = folder_ / "piped.flac";
  write_audio(path, {.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16}, white_noise(kFrames));
  std::string content = read_bytes(path);
  // STREAMINFO's 36-bit total sample count (RFC 9639, 8.2); kFrames needs only its last two bytes.
  content.replace(24, 2, std::string(2, '\0'));
  write_bytes(path, content);

  const Decoded decoded = decode(path);

  EXPECT_EQ(decoded.audio.samples.size(), kFrames);
  EXPECT_EQ(decoded.missing_frames, 0);
}

}  // namespace
}  // namespace backbeat::audio
