// Ranges of files, and what is mended on the way, as decode() gives all that a MonoReader reads.

#include <algorithm>
#include <cmath>
#include <limits>
#include <sndfile.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::audio {
namespace {

struct Format {
  int sndfile_format;
  float tolerance;  // a lossy decoder that begins in the middle may differ a little at first
};

class DecodeRange : public testing::TestWithParam<Format> {
 protected:
  DecodeRange() : path_(folder_ / "noise.bin") {
    write_audio(path_, {.format = GetParam().sndfile_format, .sample_rate_hz = 48000},
                sine(440.0, 48000, 2.0));
    whole_ = decode(path_).audio.samples;
  }

  void expect_part(const std::vector<float>& part, std::size_t first) const {
    ASSERT_LE(first + part.size(), whole_.size());
    float largest = 0.0F;
    for (std::size_t i = 0; i < part.size(); ++i) {
      largest = std::max(largest, std::abs(part[i] - whole_[first + i]));
    }
    EXPECT_LE(largest, GetParam().tolerance);
  }

  TemporaryFolder folder_;
  std::filesystem::path path_;
  std::vector<float> whole_;
};

TEST_P(DecodeRange, IsThatPartOfTheWhole) {
  const std::vector<float> part =
      decode(path_, {.offset_s = 0.75, .duration_s = 0.5}).audio.samples;
  ASSERT_EQ(part.size(), 24000U);
  expect_part(part, 36000);
}

TEST_P(DecodeRange, StopsAtTheEnd) {
  for (const double duration_s : {-1.0, 100.0, std::numeric_limits<double>::infinity()}) {
    const Decoded decoded = decode(path_, {.offset_s = 1.5, .duration_s = duration_s});
    ASSERT_EQ(decoded.audio.samples.size(), whole_.size() - 72000);
    expect_part(decoded.audio.samples, 72000);
    EXPECT_EQ(decoded.missing_frames, 0);
  }
}

TEST_P(DecodeRange, BeginningAfterTheEndIsAnError) {
  EXPECT_THROW(decode(path_, {.offset_s = 2.5}), DecodeError);
}

INSTANTIATE_TEST_SUITE_P(Formats, DecodeRange,
                         testing::Values(Format{SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0.0F},
                                         Format{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0.0F},
                                         Format{SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1e-5F},
                                         Format{SF_FORMAT_OGG | SF_FORMAT_OPUS, 1e-2F},
                                         Format{SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 1e-5F},
                                         Format{SF_FORMAT_WAV | SF_FORMAT_GSM610, 0.0F}));

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
