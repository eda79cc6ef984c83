#include <sndfile.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "audio/decode/mpeg_sync.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

// What libmpg123 is used for, and libsndfile alone would get wrong.
namespace backbeat::audio {
namespace {

constexpr int kRateHz = 44100;

class DecodeMp3 : public testing::Test {
 protected:
  std::string mp3_bytes(double seconds, int channels = 1) {
    const auto path = folder_ / "made.mp3";
    const auto frames = static_cast<std::size_t>(seconds * kRateHz);
    write_audio(path,
                {.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III,
                 .sample_rate_hz = kRateHz,
                 .channels = channels},
                white_noise(frames * static_cast<std::size_t>(channels), 0.2F));
    return read_bytes(path);
  }

  Decoded decode_bytes(const std::string& bytes) {
    write_bytes(folder_ / "read.mp3", bytes);
    return decode(folder_ / "read.mp3");
  }

  TemporaryFolder folder_;
};

TEST_F(DecodeMp3, SkipsJunkBeforeTheFirstFrame) {
  const std::string bytes = mp3_bytes(1.0);
  const std::vector<float> expected = decode_bytes(bytes).audio.samples;
  EXPECT_EQ(decode_bytes(std::string(5000, 'x') + bytes).audio.samples, expected);
}

TEST_F(DecodeMp3, SkipsJunkThatLooksLikeFrameHeaders) {
  const std::string bytes = mp3_bytes(1.0);
  const std::vector<float> expected = decode_bytes(bytes).audio.samples;
  std::string junk;
  for (int i = 0; i < 500; ++i) junk += "\xFF\xFB\x90\x40";  // MP3, 128 kbit/s, 44.1 kHz
  junk += "junk";
  EXPECT_EQ(decode_bytes(junk + bytes).audio.samples, expected);
}

TEST_F(DecodeMp3, SkipsALargeTag) {
  const std::string bytes = mp3_bytes(1.0);
  const std::vector<float> expected = decode_bytes(bytes).audio.samples;
  // ID3v2.3: "ID3", version, flags, then the size as four bytes of seven bits: 2^17.
  const std::string tag =
      std::string("ID3\x03\x00\x00\x00\x08\x00\x00", 10) + std::string(1 << 17, '\0');
  EXPECT_EQ(decode_bytes(tag + bytes).audio.samples, expected);
}

TEST_F(DecodeMp3, SkipsSomeTagsButNoEndlessChain) {
  const std::string bytes = mp3_bytes(1.0);
  const std::vector<float> expected = decode_bytes(bytes).audio.samples;
  const std::string empty("ID3\x03\0\0\0\0\0\0", 10);
  std::string chain;
  for (int i = 0; i < 10; ++i) chain += empty;
  EXPECT_EQ(decode_bytes(chain + bytes).audio.samples, expected);
  for (int i = 0; i < 10'000; ++i) chain += empty;  // more than is looked for frames in
  write_bytes(folder_ / "chain.mp3", chain + bytes);
  EXPECT_EQ(find_first_mpeg_frame(folder_ / "chain.mp3"), std::nullopt);
}

// ID3v2.3's picture frame holds a JPEG, in which frame headers of MPEG audio may well occur.
TEST_F(DecodeMp3, SkipsCoverArt) {
  const std::string bytes = mp3_bytes(1.0);
  const std::vector<float> expected = decode_bytes(bytes).audio.samples;
  const std::string cover = std::string("\0image/jpeg\0\x03\0", 14) + bytes;
  const std::string frame = "APIC" + big_endian(cover.size(), 4) + std::string(2, '\0') + cover;
  std::string size;
  for (const int shift : {21, 14, 7, 0}) size += static_cast<char>(frame.size() >> shift & 0x7F);
  EXPECT_EQ(decode_bytes(std::string("ID3\x03\0\0", 6) + size + frame + bytes).audio.samples,
            expected);
}

// Silence takes the smallest frames and noise the largest: a length guessed from the first bit
// rate is far off.
TEST_F(DecodeMp3, ReadsVariableBitRateToItsLastSample) {
  constexpr std::size_t kHalf = 88'200;
  std::vector<float> samples(kHalf, 0.0F);
  const std::vector<float> noise = white_noise(kHalf, 0.2F);
  samples.insert(samples.end(), noise.begin(), noise.end());
  const auto path = folder_ / "vbr.mp3";
  write_audio(path,
              {.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, .sample_rate_hz = kRateHz},
              samples);
  ASSERT_THAT(read_bytes(path), testing::HasSubstr("Xing"));  // "Info" were the rate constant

  const std::vector<float> decoded = decode(path).audio.samples;

  ASSERT_EQ(decoded.size(), samples.size());
  EXPECT_LT(rms(std::span(decoded).first(kRateHz)), 1e-3);
  EXPECT_GT(rms(std::span(decoded).last(kRateHz)), 0.05);
}

TEST_F(DecodeMp3, DecodesEveryFrameWhateverTheFirstPromises) {
  const Decoded decoded = decode_bytes(mp3_bytes(1.0) + mp3_bytes(3.0));
  EXPECT_NEAR(decoded.audio.duration_s(), 4.0, 0.2);
}

TEST_F(DecodeMp3, KeepsTheFirstFramesChannelsWhenLaterOnesHaveOthers) {
  const Decoded decoded = decode_bytes(mp3_bytes(1.0, 1) + mp3_bytes(1.0, 2));
  EXPECT_EQ(decoded.channels, 1);
  EXPECT_NEAR(decoded.audio.duration_s(), 2.0, 0.2);
}

TEST_F(DecodeMp3, GivesWhatACutFileHolds) {
  const std::string bytes = mp3_bytes(2.0);
  EXPECT_NEAR(decode_bytes(bytes.substr(0, bytes.size() / 2)).audio.duration_s(), 1.0, 0.2);
}

}  // namespace
}  // namespace backbeat::audio
