#include "audio/decode/decode.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <sndfile.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/open_audio.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::audio {
namespace {

struct Format {
  const char* name;
  int sndfile_format;
  double error_rms;  // of the decoded sine of amplitude 0.5
  int delay_slack;   // samples by which a lossy codec may lengthen the clip
};

class DecodeFormat : public testing::TestWithParam<Format> {};

TEST_P(DecodeFormat, GivesBackTheSineThatWasWritten) {
  const TemporaryFolder folder;
  const std::vector<float> written = sine(440.0, 48000, 1.0);
  const auto path = folder / "tone.bin";
  write_audio(path, {.format = GetParam().sndfile_format, .sample_rate_hz = 48000}, written);

  const Decoded decoded = decode(path);

  EXPECT_EQ(decoded.audio.sample_rate_hz, 48000);
  EXPECT_EQ(decoded.channels, 1);
  EXPECT_EQ(decoded.missing_frames, 0);
  EXPECT_EQ(decoded.non_finite_samples, 0);
  EXPECT_THAT(decoded.format, testing::HasSubstr(GetParam().name));
  ASSERT_GE(decoded.audio.samples.size(), written.size());
  ASSERT_LE(decoded.audio.samples.size(),
            written.size() + static_cast<std::size_t>(GetParam().delay_slack));
  std::vector<float> error(written.size());
  std::transform(written.begin(), written.end(), decoded.audio.samples.begin(), error.begin(),
                 std::minus<>());
  EXPECT_LT(rms(error), GetParam().error_rms);
}

INSTANTIATE_TEST_SUITE_P(
    All, DecodeFormat,
    testing::Values(Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1e-4, 0},
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 1e-6, 0},
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1e-9, 0},
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1e-9, 0},
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 1e-9, 0},
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1e-2, 0},
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_ULAW, 1e-2, 0},
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_ALAW, 1e-2, 0},
                    Format{"WAVEX", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 1e-6, 0},
                    Format{"RF64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 1e-4, 0},
                    Format{"W64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 1e-4, 0},
                    Format{"CAF", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 1e-4, 0},
                    Format{"AIFF", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 1e-4, 0},
                    Format{"AU", SF_FORMAT_AU | SF_FORMAT_PCM_16, 1e-4, 0},
                    Format{"FLAC", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1e-4, 0},
                    Format{"Vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 2e-2, 0},
                    Format{"Opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 3e-2, 0},
                    Format{"MP3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 2e-2, 1152}));

TEST(Decode, MixesToTheMeanOfTheChannels) {
  const TemporaryFolder folder;
  const auto path = folder / "three.wav";
  write_audio(path, {.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT, .channels = 3},
              std::vector<float>{0.1F, 0.2F, 0.6F, -0.5F, 0.5F, 0.75F});

  const Decoded decoded = decode(path);

  EXPECT_EQ(decoded.channels, 3);
  EXPECT_THAT(decoded.audio.samples,
              testing::ElementsAre(testing::FloatEq(0.3F), testing::FloatEq(0.25F)));
}

class DecodeChannels : public testing::TestWithParam<int> {};

TEST_P(DecodeChannels, AreAllRead) {
  const TemporaryFolder folder;
  const auto path = folder / "many.wav";
  const std::vector<float> written = white_noise(100 * static_cast<std::size_t>(GetParam()));
  write_audio(path, {.format = SF_FORMAT_WAVEX | SF_FORMAT_FLOAT, .channels = GetParam()}, written);
  const auto reader = open_audio(path);
  EXPECT_EQ(reader->info().channels, GetParam());
  std::vector<float> read(written.size());
  EXPECT_EQ(reader->read(read), 100U);
  EXPECT_EQ(read, written);
}

INSTANTIATE_TEST_SUITE_P(OneToEight, DecodeChannels, testing::Range(1, 9));

class DecodeRate : public testing::TestWithParam<int> {};

TEST_P(DecodeRate, IsKept) {
  const TemporaryFolder folder;
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_FLAC | SF_FORMAT_PCM_24}) {
    write_audio(folder / "tone", {.format = format, .sample_rate_hz = GetParam()},
                sine(440.0, GetParam(), 0.1));
    const Decoded decoded = decode(folder / "tone");
    EXPECT_EQ(decoded.audio.sample_rate_hz, GetParam());
    EXPECT_DOUBLE_EQ(decoded.audio.duration_s(), 0.1);
  }
}

INSTANTIATE_TEST_SUITE_P(All, DecodeRate,
                         testing::Values(8000, 16'000, 32'000, 44'100, 48'000, 96'000, 192'000));

// FLAC's metadata block 6 (RFC 9639, 8.8), put behind STREAMINFO, which is 4 + 38 bytes long with
// the file's magic number. libsndfile takes the sync code in it for no frame.
TEST(Decode, SkipsCoverArtInFlac) {
  const TemporaryFolder folder;
  const std::vector<float> samples = sine(440.0, 22050, 0.5);
  write_audio(folder / "plain.flac", {.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16}, samples);
  std::string bytes = read_bytes(folder / "plain.flac");
  const std::string jpeg = "\xFF\xD8\xFF\xE0" + std::string(5000, '\xFF') + "\xF8\xC9";
  const std::string picture = std::string("\0\0\0\x03\0\0\0\x0A", 8) + "image/jpeg" +
                              std::string(20, '\0') + big_endian(jpeg.size(), 4) + jpeg;
  bytes.insert(42, "\x06" + big_endian(picture.size(), 3) + picture);
  write_bytes(folder / "cover.flac", bytes);
  EXPECT_EQ(decode(folder / "cover.flac").audio.samples,
            decode(folder / "plain.flac").audio.samples);
}

TEST(Decode, TellsTheFormatByContentAndNotByExtension) {
  const TemporaryFolder folder;
  const std::vector<float> samples = sine(440.0, 22050, 0.1);
  write_audio(folder / "flac.mp3", {.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16}, samples);
  write_audio(folder / "mp3.wav",
              {.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, .sample_rate_hz = 22050},
              samples);
  EXPECT_THAT(decode(folder / "flac.mp3").format, testing::StartsWith("FLAC"));
  EXPECT_EQ(decode(folder / "mp3.wav").format, "MP3");
}

TEST(Decode, ReadsPastTheFirstBlock) {
  const TemporaryFolder folder;
  const std::vector<float> samples = white_noise(200'000);
  write_audio(folder / "long.wav", {.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT}, samples);
  EXPECT_EQ(decode(folder / "long.wav").audio.samples, samples);
}

}  // namespace
}  // namespace backbeat::audio
