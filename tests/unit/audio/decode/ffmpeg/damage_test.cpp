#include <fstream>
#include <span>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decode/decode.h"
#include "audio/decode/open_audio.h"
#include "audio/random.h"
#include "tests/support/signals.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/audio/decode/ffmpeg/recordings.h"

namespace backbeat::audio {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// MP4 is made of boxes: length, type, content.
std::string number(std::size_t value) {
  return big_endian(value, 4);
}

std::string box(const std::string& type, const std::string& content) {
  return number(content.size() + 8) + type + content;
}

class FfmpegDamage : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& bytes) {
    write_bytes(folder_ / "made.bin", bytes);
    return folder_ / "made.bin";
  }

  std::string error_of(const std::string& bytes) {
    const auto path = file(bytes);
    try {
      decode(path);
    } catch (const DecodeError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr(path.string()), HasSubstr("expected")));
      return error.what();
    }
    ADD_FAILURE() << "decoded";
    return "";
  }

  // aac.m4a with one more box at the end of its moov, which is the last in the file.
  static std::string with_box_in_moov(const std::string& added) {
    std::string bytes = read_bytes(recording("aac.m4a"));
    const std::size_t moov = bytes.rfind("moov") - 4;
    bytes.replace(moov, 4, number(bytes.size() - moov + added.size()));
    return bytes + added;
  }

  TemporaryFolder folder_;
};

TEST_F(FfmpegDamage, IndexMissing) {
  const std::string bytes = read_bytes(recording("aac.m4a"));
  EXPECT_THAT(error_of(bytes.substr(0, bytes.rfind("moov") - 4)),
              AllOf(HasSubstr("MP4"), HasSubstr("moov atom not found")));
}

TEST_F(FfmpegDamage, NoAudioStream) {
  std::string bytes = read_bytes(recording("aac.m4a"));
  bytes.replace(bytes.find("soun"), 4, "text");  // handler: what the track is
  bytes.replace(bytes.find("mp4a"), 4, "tx3g");  // sample entry: subtitles
  EXPECT_THAT(error_of(bytes), HasSubstr("no audio stream"));
}

class FfmpegCutFile : public FfmpegDamage, public testing::WithParamInterface<const char*> {};

// Their index is in front of the data.
TEST_P(FfmpegCutFile, GivesWhatIsThereAndCountsWhatIsMissing) {
  const std::string bytes = read_bytes(recording(GetParam()));
  const std::vector<float> whole = decode(recording(GetParam())).audio.samples;

  const Decoded decoded = decode(file(bytes.substr(0, bytes.size() * 3 / 4)));

  const std::vector<float>& present = decoded.audio.samples;
  EXPECT_GT(present.size(), 4000U);
  EXPECT_EQ(largest_difference(std::span(present).first(4000), whole, 0), 0.0);
  EXPECT_EQ(static_cast<std::int64_t>(present.size()) + decoded.missing_frames, 16'000);
}

INSTANTIATE_TEST_SUITE_P(All, FfmpegCutFile, testing::Values("alac.m4a", "tta.tta", "wavpack.wv"));

// One bit in the third of four blocks, which only its checksum gives away.
TEST_F(FfmpegDamage, PacketInTheMiddleIsPassedOver) {
  const std::vector<float> whole = decode(recording("wavpack.wv")).audio.samples;
  std::string bytes = read_bytes(recording("wavpack.wv"));
  char& damaged = bytes[bytes.size() * 5 / 8];
  damaged = static_cast<char>(damaged ^ 1);

  const Decoded decoded = decode(file(bytes));

  const std::vector<float>& rest = decoded.audio.samples;
  ASSERT_EQ(decoded.missing_frames, 4000);
  ASSERT_EQ(rest.size(), 12'000U);
  EXPECT_EQ(largest_difference(std::span(rest).first(8000), whole, 0), 0.0);
  EXPECT_EQ(largest_difference(std::span(rest).last(4000), whole, 12'000), 0.0);
}

TEST_F(FfmpegDamage, FirstRateAndChannelsAreKept) {
  const auto stereo = open_audio(recording("adts.aac"));
  const std::size_t frames = read_all(*stereo).size() / 2;
  // 0.5 s of 32 kHz mono behind 0.5 s of 16 kHz stereo.
  const auto reader =
      open_audio(file(read_bytes(recording("adts.aac")) + read_bytes(recording("mono.aac"))));
  EXPECT_EQ(reader->info().channels, 2);
  EXPECT_EQ(reader->info().sample_rate_hz, 16'000);

  const std::vector<float> samples = read_all(*reader);

  const std::size_t added_frames = samples.size() / 2 - frames;
  EXPECT_NEAR(static_cast<double>(added_frames), 8000.0, 1024.0);
  for (int which = 0; which < 2; ++which) {
    const std::vector<float> heard = channel(samples, 2, which);
    const auto later = std::span(heard).subspan(frames + 2000, 4000);
    EXPECT_NEAR(level(later, 700.0, 16'000), 0.5, 0.16);  // mono to stereo may take 3 dB off
  }
}

TEST_F(FfmpegDamage, OtherFilesAreNotOpened) {
  const std::string other = recording("aac.m4a").string();
  for (const std::string& text :
       {"ffconcat version 1.0\nfile '" + other + "'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n" + other + "\n#EXT-X-ENDLIST\n"}) {
    EXPECT_THAT(error_of(text), HasSubstr("not audio"));
  }
}

TEST_F(FfmpegDamage, NothingIsPrinted) {
  testing::internal::CaptureStderr();
  std::string bytes = read_bytes(recording("aac.m4a"));
  bytes.replace(1000, 2000, std::string(2000, '\xFF'));
  decode(file(bytes));
  error_of(bytes.substr(0, 5000));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

// In KiB (Linux).
long peak_memory_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long kib = 0;
  while (status >> word && word != "VmHWM:") {
  }
  status >> kib;
  return kib;
}

// The last fragment (trun) claims 2^25 packets: an index of a gigabyte.
TEST_F(FfmpegDamage, AbsurdLengthsTakeNoMemory) {
  std::string bytes = read_bytes(recording("dash.mp4"));
  bytes.replace(bytes.rfind("trun") + 8, 4, number(1U << 25));
  const long before = peak_memory_kib();
  EXPECT_GT(decode(file(bytes)).audio.samples.size(), 7000U);
  EXPECT_LT(peak_memory_kib() - before, 256 * 1024);
}

// What iTunes writes: metadata of "mdir" kind, here a cover and the lengths of delay and padding.
std::string itunes_item(const std::string& item) {
  const std::string handler =
      number(0) + number(0) + "mdirappl" + number(0) + number(0) + std::string(1, '\0');
  return box("udta", box("meta", number(0) + box("hdlr", handler) + box("ilst", item)));
}

TEST_F(FfmpegDamage, CoverArtIsNotHeard) {
  constexpr std::size_t kJpeg = 13;
  const std::string picture = "\xFF\xD8\xFF\xE0" + std::string(50'000, '\x5A');
  const auto path = file(
      with_box_in_moov(itunes_item(box("covr", box("data", number(kJpeg) + number(0) + picture)))));
  EXPECT_EQ(decode(path).audio.samples, decode(recording("aac.m4a")).audio.samples);
}

TEST_F(FfmpegDamage, PaddingThatITunesStatesIsRemoved) {
  constexpr std::size_t kText = 1;
  const std::string lengths = " 00000000 00000400 00000BB8 0000000000007148 00000000 00000000";
  const auto path = file(with_box_in_moov(itunes_item(box(
      "----", box("mean", number(0) + "com.apple.iTunes") + box("name", number(0) + "iTunSMPB") +
                  box("data", number(kText) + number(0) + lengths)))));

  const Decoded decoded = decode(path);

  ASSERT_EQ(decoded.audio.samples.size(), 0x7148U);
  EXPECT_EQ(decoded.missing_frames, 0);
  EXPECT_EQ(
      largest_difference(decoded.audio.samples, decode(recording("aac.m4a")).audio.samples, 0),
      0.0);
}

// No mutation may crash, hang or fail in another way than by DecodeError; nor make of the 2 s or
// less of a file minutes of audio.
TEST_F(FfmpegDamage, RandomDamageIsSurvived) {
  for (const char* name : {"aac.m4a", "dash.mp4", "adts.aac", "alac.m4a", "wma.wma", "wavpack.wv",
                           "tta.tta", "flac.mka", "opus.webm", "musepack.mpc", "amr.amr"}) {
    const std::string whole = read_bytes(recording(name));
    for (std::uint64_t variant = 0; variant < 30; ++variant) {
      Random random{variant, whole.size()};
      std::string bytes = whole;
      for (std::uint64_t i = 0; i <= variant; ++i) {
        bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
      }
      if (random.chance(0.3)) bytes.resize(1 + random.below(bytes.size()));
      try {
        EXPECT_LT(decode(file(bytes)).audio.samples.size(), 1'000'000U) << name;
      } catch (const DecodeError&) {  // what is expected of most
      }
    }
  }
}

}  // namespace
}  // namespace backbeat::audio
