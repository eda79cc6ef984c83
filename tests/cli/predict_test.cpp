#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Predict, PrintsALineAFileInOrder) {
  const Band& band = Band::get();
  const Outcome outcome =
      run("backbeat-predict", {"--model", band.model(), "waltz", "house/house.00003.wav"},
          band.music());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto lines = lines_of(outcome.out);
  ASSERT_EQ(lines.size(), 7);
  EXPECT_THAT(lines[0],
              testing::MatchesRegex("waltz/waltz.00000.wav\t(house|waltz) [01]\\.[0-9]+"));
  EXPECT_THAT(lines[6], StartsWith("house/house.00003.wav\t"));
}

TEST(Predict, ReadsPathsFromStandardInput) {
  const Band& band = Band::get();
  const Outcome outcome = run("backbeat-predict", {"--model", band.model(), "-"}, band.music(),
                              "house/house.00001.wav\r\n\nwaltz/waltz.00002.wav\n");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(lines_of(outcome.out).size(), 2);
}

TEST(Predict, ReadsAPartAndTellsItsTimesInTheFile) {
  const Band& band = Band::get();
  const Outcome outcome = run("backbeat-predict",
                              {"--model", band.model(), "house/house.00001.wav", "--format",
                               "jsonl", "--timeline", "--offset-s", "0.5", "--duration-s", "2"},
                              band.music());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto line = nlohmann::json::parse(outcome.out);
  EXPECT_NEAR(line["duration_s"].get<double>(), 2.0, 1e-3);
  EXPECT_EQ(line["timeline"].front()["start_s"], 0.5);
  EXPECT_NEAR(line["timeline"].back()["end_s"].get<double>(), 2.5, 0.05);
}

TEST(Predict, JsonLinesHoldADistributionAndATimeline) {
  const Band& band = Band::get();
  const Outcome outcome =
      run("backbeat-predict",
          {"--model", band.model(), "house/house.00001.wav", "--format", "jsonl", "--timeline"},
          band.music());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto line = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(line["path"], "house/house.00001.wav");
  EXPECT_NEAR(line["duration_s"].get<double>(), 3.0, 1e-3);
  const double house = line["probabilities"]["house"];
  const double waltz = line["probabilities"]["waltz"];
  EXPECT_NEAR(house + waltz, 1.0, 1e-5);
  EXPECT_EQ(line["genre"], house >= waltz ? "house" : "waltz");
  EXPECT_NEAR(line["confidence"].get<double>(), std::max(house, waltz), 1e-6);
  // 130 frames in windows of 64 that overlap by half; the last one is moved back to the end.
  ASSERT_EQ(line["timeline"].size(), 4);
  EXPECT_EQ(line["timeline"][0]["start_s"], 0.0);
  EXPECT_NEAR(line["timeline"][3]["end_s"].get<double>(), 130 * 512 / 22050.0, 1e-5);
}

TEST(Predict, CsvHasAColumnAClass) {
  const Band& band = Band::get();
  const Outcome outcome =
      run("backbeat-predict", {"--model", band.model(), "house/house.00001.wav", "--format", "csv"},
          band.music());
  const auto lines = lines_of(outcome.out);
  ASSERT_EQ(lines.size(), 2);
  EXPECT_EQ(lines[0], "path,duration_s,genre,confidence,house,waltz");
  EXPECT_THAT(lines[1], StartsWith("house/house.00001.wav,3.000,"));
}

TEST(Predict, AnswersUnknownBelowTheWantedConfidence) {
  const Band& band = Band::get();
  const Outcome outcome = run(
      "backbeat-predict",
      {"--model", band.model(), "house/house.00001.wav", "--min-confidence", "1"}, band.music());
  EXPECT_THAT(outcome.out, StartsWith("house/house.00001.wav\tunknown\t"));
}

TEST(Predict, GivesTheSameAnswersOnAnyNumberOfThreads) {
  const Band& band = Band::get();
  const auto predict = [&](const char* threads) {
    return run("backbeat-predict",
               {"--model", band.model(), ".", "--format", "csv", "--threads", threads},
               band.music())
        .out;
  };
  const std::string one = predict("1");
  EXPECT_EQ(lines_of(one).size(), 13);
  EXPECT_EQ(predict("2"), one);
  EXPECT_EQ(predict("5"), one);
}

TEST(Predict, GoesOnPastBadFilesAndListsThem) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  write_file(folder / "empty.wav", "");
  write_file(folder / "text.mp3", "certainly not music, however long one reads on");
  const Outcome outcome = run("backbeat-predict",
                              {"--model", band.model(), "empty.wav", "text.mp3", "missing.flac",
                               band.music() + "/house/house.00000.wav", "--format", "jsonl"},
                              folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("3 inputs failed"));
  int errors = 0;
  for (const std::string& line : lines_of(outcome.out))
    errors += nlohmann::json::parse(line).contains("error");
  EXPECT_EQ(errors, 3);
  EXPECT_EQ(lines_of(outcome.out).size(), 4);
}

TEST(Predict, NamesTheFormatsItReads) {
  const TemporaryFolder folder;
  const Outcome outcome = run("backbeat-predict", {"--formats"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 0);
  for (const char* format : {"WAV", "FLAC", "MP3"}) EXPECT_THAT(outcome.out, HasSubstr(format));
}

}  // namespace
}  // namespace backbeat::cli
