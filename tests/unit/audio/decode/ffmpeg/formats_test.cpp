#include <cmath>
#include <sndfile.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "audio/decode/open_audio.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/audio/decode/ffmpeg/recordings.h"

namespace backbeat::audio {
namespace {

// Most encoders' blocks add to the 0.5 or 2 s of the recordings; where the file says how much, as
// in MP4, the number of frames is exact.
struct Recording {
  const char* file;
  const char* format;
  int sample_rate_hz;
  int channels;
  std::size_t least_frames;
  std::size_t most_frames;
  double left;       // level of the 440 Hz
  double right;      // level of the 1000 Hz
  double tolerance;  // relative
};

class FfmpegFormat : public testing::TestWithParam<Recording> {};

TEST_P(FfmpegFormat, GivesBackTheSines) {
  const Recording& expected = GetParam();
  const auto reader = open_audio(recording(expected.file));
  EXPECT_EQ(reader->info().format, expected.format);
  EXPECT_EQ(reader->info().sample_rate_hz, expected.sample_rate_hz);
  ASSERT_EQ(reader->info().channels, expected.channels);

  const std::vector<float> samples = read_all(*reader);

  const std::size_t frames = samples.size() / static_cast<std::size_t>(expected.channels);
  EXPECT_GE(frames, expected.least_frames);
  EXPECT_LE(frames, expected.most_frames);
  if (expected.least_frames == expected.most_frames && reader->info().promised_frames) {
    EXPECT_EQ(*reader->info().promised_frames, static_cast<std::int64_t>(frames));
  }
  for (int which = 0; which < expected.channels; ++which) {
    std::vector<float> inner = channel(samples, expected.channels, which);
    const auto edge = static_cast<std::ptrdiff_t>(inner.size() / 5);  // where codecs fade
    inner = {inner.begin() + edge, inner.end() - edge};
    const bool is_left = which == 0;
    const double wanted = is_left ? expected.left : expected.right;
    EXPECT_NEAR(level(inner, is_left ? 440.0 : 1000.0, expected.sample_rate_hz), wanted,
                expected.tolerance * wanted);
    if (expected.channels == 1) continue;
    EXPECT_LT(level(inner, is_left ? 1000.0 : 440.0, expected.sample_rate_hz), 0.05 * wanted);
  }
}

// Speex is the mean of both channels, and AMR the left one only: neither has two. speex_packets.spx
// has a rate between those of the modes, and three frames in a packet.
INSTANTIATE_TEST_SUITE_P(
    All, FfmpegFormat,
    testing::Values(
        Recording{"aac.m4a", "AAC (MP4)", 16000, 2, 32000, 32000, 0.5, 0.25, 0.05},
        Recording{"dash.mp4", "AAC (MP4)", 16000, 2, 8000, 8000, 0.5, 0.25, 0.05},
        Recording{"adts.aac", "AAC (ADTS)", 16000, 2, 8000, 8000 + 2 * 1024, 0.5, 0.25, 0.1},
        Recording{"alac.m4a", "ALAC (MP4)", 8000, 2, 16000, 16000, 1.0 / 256, 1.0 / 512, 0.01},
        Recording{"wma.wma", "Windows Media Audio 2 (ASF)", 16000, 2, 32000 - 1024, 32000 + 1024,
                  0.5, 0.25, 0.02},
        Recording{"wavpack.wv", "WavPack", 8000, 2, 16000, 16000, 1.0 / 256, 1.0 / 512, 0.01},
        Recording{"tta.tta", "TTA", 8000, 2, 16000, 16000, 1.0 / 256, 1.0 / 512, 0.01},
        Recording{"flac.mka", "FLAC (Matroska)", 8000, 2, 4000, 4000, 1.0 / 256, 1.0 / 512, 0.01},
        Recording{"opus.webm", "Opus (Matroska)", 48000, 2, 24000, 24000, 0.5, 0.25, 0.05},
        Recording{"ac3.ac3", "AC-3", 32000, 2, 16000, 16000 + 1536, 0.5, 0.25, 0.02},
        Recording{"musepack.mpc", "Musepack SV8", 44100, 2, 22050, 22050 + 1152, 0.5, 0.25, 0.02},
        Recording{"speex.spx", "Speex (Ogg)", 16000, 1, 8000, 8000, 0.25, 0.0, 0.1},
        Recording{"amr.amr", "AMR-NB", 8000, 1, 4000, 4000, 0.5, 0.0, 0.2},
        Recording{"speex_packets.spx", "Speex (Ogg)", 22050, 1, 11025 - 960, 11025 + 960, 0.25, 0.0,
                  0.1}));

std::vector<float> formula(int sample_rate_hz, double seconds, double left, double right) {
  const std::vector<float> a = sine(440.0, sample_rate_hz, seconds, left);
  const std::vector<float> b = sine(1000.0, sample_rate_hz, seconds, right);
  std::vector<float> interleaved;
  for (std::size_t i = 0; i < a.size(); ++i) interleaved.insert(interleaved.end(), {a[i], b[i]});
  return interleaved;
}

class FfmpegLossless : public testing::TestWithParam<const char*> {};

TEST_P(FfmpegLossless, GivesEverySampleOfTheFormula) {
  const auto reader = open_audio(recording(GetParam()));
  std::vector<float> expected = formula(8000, 2.0, 1.0 / 256, 1.0 / 512);
  for (float& sample : expected) sample = std::nearbyint(sample * 0x1p15F) * 0x1p-15F;
  EXPECT_EQ(read_all(*reader), expected);
}

INSTANTIATE_TEST_SUITE_P(All, FfmpegLossless, testing::Values("alac.m4a", "wavpack.wv", "tta.tta"));

class FfmpegDelay : public testing::TestWithParam<const char*> {};

// The codec's error is smallest without any shift.
TEST_P(FfmpegDelay, IsRemoved) {
  const std::vector<float> samples = read_all(*open_audio(recording(GetParam())));
  const std::vector<float> expected = formula(16000, 2.0, 0.5, 0.25);
  const auto error = [&](std::size_t shift) {
    std::vector<float> difference(10'000);
    for (std::size_t i = 0; i < difference.size(); ++i) {
      difference[i] = samples[2000 + i] - expected[2000 - 2 + shift + i];
    }
    return rms(difference);
  };
  EXPECT_LT(error(2), 0.7 * error(0));  // a frame is two samples
  EXPECT_LT(error(2), 0.7 * error(4));
}

// The second is made of fragments, for which FFmpeg itself leaves the delay in.
INSTANTIATE_TEST_SUITE_P(All, FfmpegDelay, testing::Values("aac.m4a", "dash.mp4"));

TEST(FfmpegFormats, AreListedWithTheirExtensions) {
  EXPECT_THAT(supported_formats(),
              testing::IsSupersetOf({"AAC (ADTS)", "AAC (M4A, MP4)", "ALAC (M4A)", "Monkey's Audio",
                                     "WavPack", "Windows Media Audio"}));
  for (const char* name : {"a.m4a", "a.M4A", "a.wma", "a.wv", "a.ape", "a.mka", "a.dsf"}) {
    EXPECT_TRUE(has_audio_extension(name)) << name;
  }
  EXPECT_FALSE(has_audio_extension("list.m3u8"));
}

// MPEG audio is libmpg123's, but not in MP4.
TEST(FfmpegFormats, MpegAudioInMp4IsReadAsMp4) {
  EXPECT_EQ(decode(recording("mp3.mp4")).format, "MP3 (MP4)");
  EXPECT_EQ(decode(recording("mp3.mp4")).audio.samples.size(), 8000U);
}

TEST(FfmpegFormats, AreToldByContentAndNotByExtension) {
  const TemporaryFolder folder;
  for (const char* name : {"aac.mp3", "aac.wav", "aac.jpg", "aac"}) {
    write_bytes(folder / name, read_bytes(recording("aac.m4a")));
    EXPECT_EQ(decode(folder / name).format, "AAC (MP4)");
  }
}

// libsndfile knows WAV, but not every codec in it: this is ADPCM of Yamaha's, format tag 0x20.
TEST(FfmpegFormats, RareCodecsInWavAreRead) {
  const TemporaryFolder folder;
  write_audio(folder / "ima.wav", {.format = SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM},
              sine(440, 22050, 0.5));
  std::string bytes = read_bytes(folder / "ima.wav");
  bytes[20] = '\x20';
  write_bytes(folder / "yamaha.wav", bytes);
  EXPECT_EQ(decode(folder / "yamaha.wav").format, "ADPCM Yamaha (WAV)");
}

// One bit a sample, 64 times as many as a CD has: a sigma-delta modulator. DSF (Sony, DSF File
// Format Specification 1.01): DSD, fmt and data chunk; the first bit is the lowest of its byte.
TEST(FfmpegFormats, DsdIsReadAsPcm) {
  constexpr std::size_t kBlockBytes = 4096;
  const std::vector<float> wanted = sine(440.0, 2'822'400, 0.1);
  std::string bits(wanted.size() / 8 / kBlockBytes * kBlockBytes, '\0');
  float error = 0.0F;
  for (std::size_t i = 0; i < bits.size() * 8; ++i) {
    error += wanted[i];
    const bool bit = error > 0.0F;
    error -= bit ? 1.0F : -1.0F;
    if (bit) bits[i / 8] = static_cast<char>(static_cast<unsigned char>(bits[i / 8]) | 1U << i % 8);
  }
  const auto number = [](std::uint64_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i);
    return text;
  };
  const TemporaryFolder folder;
  write_bytes(folder / "tone.dsf",
              "DSD " + number(28, 8) + number(92 + bits.size(), 8) + number(0, 8) +  //
                  "fmt " + number(52, 8) + number(1, 4) + number(0, 4) + number(1, 4) +
                  number(1, 4) + number(2'822'400, 4) + number(1, 4) + number(bits.size() * 8, 8) +
                  number(kBlockBytes, 4) + number(0, 4) +  //
                  "data" + number(12 + bits.size(), 8) + bits);

  const Decoded decoded = decode(folder / "tone.dsf");

  EXPECT_EQ(decoded.format, "DSD (DSF)");
  EXPECT_EQ(decoded.audio.sample_rate_hz, 352'800);
  EXPECT_EQ(decoded.audio.samples.size(), bits.size());
  EXPECT_NEAR(level(decoded.audio.samples, 440.0, 352'800), 0.5, 0.01);
}

}  // namespace
}  // namespace backbeat::audio
