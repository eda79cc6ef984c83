#include "audio/decode/open_audio.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <sndfile.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "audio/decode/decode.h"
#include "audio/random.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::audio {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// The text of the DecodeError, which must name the file.
std::string decode_error(const std::filesystem::path& path, const Range& range = {}) {
  try {
    decode(path, range);
  } catch (const DecodeError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr(path.string()), HasSubstr("expected")));
    return error.what();
  }
  ADD_FAILURE() << path << " was decoded";
  return "";
}

class DecodeInputErrors : public testing::Test {
 protected:
  // A WAV file with the 32-bit field at `position` of its header overwritten.
  std::filesystem::path wav_with_field(std::size_t position, std::uint32_t value, int bytes) {
    std::filesystem::path path = folder_ / "field.wav";
    write_audio(path, {.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16}, sine(440.0, 22050, 0.1));
    std::string content = read_bytes(path);
    for (int i = 0; i < bytes; ++i) {
      content[position + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i));
    }
    write_bytes(path, content);
    return path;
  }

  TemporaryFolder folder_;
};

TEST_F(DecodeInputErrors, MissingFile) {
  EXPECT_THAT(decode_error(folder_ / "none.wav"), HasSubstr("no such file"));
}

TEST_F(DecodeInputErrors, Folder) {
  EXPECT_THAT(decode_error(folder_.path()), HasSubstr("a folder"));
}

TEST_F(DecodeInputErrors, PipeIsRefusedAndNotWaitedFor) {
  const auto path = folder_ / "pipe.wav";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(decode_error(path), HasSubstr("a pipe"));
}

TEST_F(DecodeInputErrors, EmptyFile) {
  write_bytes(folder_ / "empty.wav", "");
  EXPECT_THAT(decode_error(folder_ / "empty.wav"), HasSubstr("0 bytes"));
}

TEST_F(DecodeInputErrors, TextCalledAudio) {
  std::string text;
  while (text.size() < 100'000) text += "la la la, this is not a recording\n";
  // libsndfile takes .gsm, .vox and .au for headerless audio where it is told the name.
  for (const char* name : {"text.wav", "text.mp3", "text.gsm", "text.vox", "text.au"}) {
    write_bytes(folder_ / name, text);
    EXPECT_THAT(decode_error(folder_ / name),
                AllOf(HasSubstr("not audio"), HasSubstr("FLAC"), HasSubstr("MP3")));
  }
}

// Frame headers of MPEG audio occur in these by chance, and libmpg123 by itself would go along.
TEST_F(DecodeInputErrors, RandomBytes) {
  Random random{1};
  std::string bytes(300'000, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.below(256));
  write_bytes(folder_ / "random.mp3", bytes);
  EXPECT_THAT(decode_error(folder_ / "random.mp3"), HasSubstr("not audio"));
}

TEST_F(DecodeInputErrors, FewBytes) {
  write_bytes(folder_ / "few.mp3", "\xFF\xFB");
  EXPECT_THAT(decode_error(folder_ / "few.mp3"), HasSubstr("not audio"));
}

TEST_F(DecodeInputErrors, HeaderWithoutFrames) {
  write_audio(folder_ / "header.wav", {.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16}, {});
  EXPECT_THAT(decode_error(folder_ / "header.wav"), HasSubstr("found 0"));
}

TEST_F(DecodeInputErrors, HeaderCutOff) {
  write_audio(folder_ / "cut.flac", {.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
              sine(440.0, 22050, 0.5));
  write_bytes(folder_ / "cut.flac", read_bytes(folder_ / "cut.flac").substr(0, 20));
  decode_error(folder_ / "cut.flac");
}

TEST_F(DecodeInputErrors, AbsurdSampleRates) {
  constexpr std::size_t kRatePosition = 24;
  for (const std::uint32_t rate_hz : {0U, 1U, 2'000'000U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    decode_error(wav_with_field(kRatePosition, rate_hz, 4));
  }
}

TEST_F(DecodeInputErrors, AbsurdChannelCounts) {
  constexpr std::size_t kChannelsPosition = 22;
  for (const std::uint32_t channels : {0U, 1000U, 0xFFFFU}) {
    decode_error(wav_with_field(kChannelsPosition, channels, 2));
  }
}

TEST_F(DecodeInputErrors, RangesThatHoldNothing) {
  const auto path = folder_ / "second.wav";
  write_audio(path, {.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16}, sine(440.0, 22050, 1.0));
  EXPECT_THAT(decode_error(path, {.offset_s = 1.0}), HasSubstr("1.000 s"));
  EXPECT_THAT(decode_error(path, {.offset_s = 1e300}), HasSubstr("range"));
  EXPECT_THAT(decode_error(path, {.offset_s = -0.5}), HasSubstr("range"));
  EXPECT_THAT(decode_error(path, {.offset_s = NAN}), HasSubstr("range"));
  EXPECT_THAT(decode_error(path, {.offset_s = 0.0, .duration_s = 0.0}), HasSubstr("duration"));
  EXPECT_THAT(decode_error(path, {.offset_s = 0.0, .duration_s = NAN}), HasSubstr("duration"));
}

TEST(SupportedFormats, AreInOrder) {
  std::vector<std::string> names = supported_formats();
  for (std::string& name : names) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  }
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
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
