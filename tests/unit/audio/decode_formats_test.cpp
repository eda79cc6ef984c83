#include <algorithm>
#include <cmath>
#include <sndfile.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode.h"
#include "tests/unit/audio/signals.h"
#include "tests/unit/audio/temporary_folder.h"

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
                    Format{"WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1e-2, 0},
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

TEST(SupportedFormats, NamesTheCommonOnes) {
  EXPECT_THAT(supported_formats(), testing::IsSupersetOf({"AIFF", "AU", "FLAC", "MP3", "Ogg Opus",
                                                          "Ogg Vorbis", "WAV"}));
  EXPECT_THAT(supported_formats(), testing::Not(testing::Contains("RAW")));
}

TEST(HasAudioExtension, IgnoresCaseAndRefusesTheRest) {
  EXPECT_TRUE(has_audio_extension("a/b.mp3"));
  EXPECT_TRUE(has_audio_extension("B.FLAC"));
  EXPECT_TRUE(has_audio_extension("c.d.Opus"));
  EXPECT_FALSE(has_audio_extension("cover.jpg"));
  EXPECT_FALSE(has_audio_extension("mp3"));
}

}  // namespace
}  // namespace backbeat::audio
