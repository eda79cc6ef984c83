// Audio takes the same memory however long a file is, and a part of it is found without reading
// what comes before.

#include <cmath>
#include <cstdint>
#include <fstream>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"
#include "tests/cli/run.h"

namespace backbeat::cli {
namespace {

constexpr std::uint32_t kRateHz = 4000;
constexpr std::uint32_t kMinute = 60 * kRateHz;  // samples, and bytes

void append(std::string& bytes, std::uint32_t value, int size) {
  for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

// 8-bit PCM (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0").
std::string wav_header(std::uint32_t samples) {
  std::string bytes = "RIFF";
  append(bytes, 36 + samples, 4);
  bytes += "WAVEfmt ";
  append(bytes, 16, 4);
  append(bytes, 1, 2);  // PCM
  append(bytes, 1, 2);  // channels
  append(bytes, kRateHz, 4);
  append(bytes, kRateHz, 4);  // bytes a second
  append(bytes, 1, 2);        // bytes a frame
  append(bytes, 8, 2);        // bits a sample
  bytes += "data";
  append(bytes, samples, 4);
  return bytes;
}

// Minutes of a 400 Hz tone, which fades in over each minute.
void write_minutes(const std::filesystem::path& path, std::uint32_t minutes) {
  std::string minute(kMinute, '\0');
  for (std::uint32_t n = 0; n < kMinute; ++n) {
    const double level = 100.0 * n / kMinute;
    const double phase = 2.0 * std::numbers::pi * 400.0 * n / kRateHz;
    minute[n] = static_cast<char>(std::lround(128.0 + level * std::sin(phase)));
  }
  std::ofstream file(path, std::ios::binary);
  file << wav_header(minutes * kMinute);
  for (std::uint32_t i = 0; i < minutes; ++i) file << minute;
}

Outcome write_features(const TemporaryFolder& folder, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"long.wav", "--out", "long.npy",  "--n-fft", "256",
                                     "--n-mels", "4",     "--threads", "1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Outcome outcome = run("backbeat-features", arguments, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome;
}

TEST(Memory, OfTenHoursIsThatOfAMinute) {
  const TemporaryFolder folder;
  // Few frames: what is left is the memory of the audio. Two rates: the resampler takes part.
  const std::vector<std::string> settings{"--sample-rate", "2000", "--hop-length", "4000"};
  write_minutes(folder / "long.wav", 1);
  const Outcome minute = write_features(folder, settings);
  write_minutes(folder / "long.wav", 600);
  const Outcome hours = write_features(folder, settings);
  EXPECT_THAT(hours.out, testing::HasSubstr("36000.00 s"));
  // Held as float, these ten hours would take 550 MiB.
  constexpr long kSlack_kib = 16L * 1024;
  EXPECT_LT(hours.peak_memory_kib, minute.peak_memory_kib + kSlack_kib);
}

TEST(Memory, OfAnAnswerToAnHourIsThatOfAMinute) {
  const TemporaryFolder folder;
  const auto predict = [&](std::uint32_t minutes) {
    write_minutes(folder / "long.wav", minutes);
    const Outcome outcome =
        run("backbeat-predict", {"long.wav", "--model", Band::get().model(), "--threads", "1"},
            folder.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.peak_memory_kib;
  };
  // The spectrogram of an hour would take 113 MiB.
  constexpr long kSlack_kib = 16L * 1024;
  EXPECT_LT(predict(60), predict(1) + kSlack_kib);
}

TEST(Features, OfAPartAreThoseOfTheWholeThere) {
  const TemporaryFolder folder;
  write_minutes(folder / "long.wav", 3);
  const std::vector<std::string> own{"--sample-rate", "0", "--hop-length", "1000"};
  std::vector<std::string> part = own;
  part.insert(part.end(), {"--offset-s", "90", "--duration-s", "20"});
  write_features(folder, own);
  const std::string whole = read_file(folder / "long.npy");
  EXPECT_THAT(write_features(folder, part).out, testing::HasSubstr("20.00 s"));
  const std::string found = read_file(folder / "long.npy");

  // 4 rows of floats after a header of 128 bytes; frame t of the part is frame 360 + t of the
  // whole.
  constexpr std::size_t kHeader = 128;
  constexpr std::size_t kWholeFrames = 1 + 720;
  constexpr std::size_t kPartFrames = 1 + 80;
  ASSERT_EQ(found.size(), kHeader + 4 * kPartFrames * sizeof(float));
  for (std::size_t row = 0; row < 4; ++row) {
    const auto inner = [&](const std::string& file, std::size_t frames, std::size_t first) {
      return file.substr(kHeader + (row * frames + first) * sizeof(float), 79 * sizeof(float));
    };
    EXPECT_EQ(inner(found, kPartFrames, 1), inner(whole, kWholeFrames, 361)) << "band " << row;
  }
}

}  // namespace
}  // namespace backbeat::cli
