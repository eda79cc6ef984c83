#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

TEST(Bench, MeasuresEachStageOfAFile) {
  const TemporaryFolder folder;
  const std::string clip = Band::get().music() + "/house/house.00000.wav";
  const Outcome outcome =
      run("backbeat-bench", {"features", clip, clip, "--seconds", "0.01", "--json"}, folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(outcome.out);
  EXPECT_GT(report.at("log_mel_of_30s_s").get<double>(), 0.0);
  EXPECT_GT(report.at("resample_of_30s_s").get<double>(), 0.0);
  ASSERT_EQ(report.at("files").size(), 2U);
  const auto& file = report.at("files").at(0);
  EXPECT_EQ(file.at("path"), clip);
  EXPECT_EQ(file.at("audio_s"), 3.0);
  double sum_s = 0.0;
  for (const char* stage : {"decode_s", "mix_s", "resample_s", "log_mel_s"}) {
    sum_s += file.at(stage).get<double>();
  }
  EXPECT_DOUBLE_EQ(file.at("total_s").get<double>(), sum_s);
  EXPECT_GT(file.at("log_mel_s").get<double>(), 0.0);
  EXPECT_EQ(report.at("together").at("files"), 2);
}

TEST(Bench, GoesOnPastABadFile) {
  const TemporaryFolder folder;
  write_file(folder / "bad.wav", "this is no audio");
  const Outcome outcome = run(
      "backbeat-bench",
      {"features", "bad.wav", Band::get().music() + "/house/house.00000.wav", "--seconds", "0.01"},
      folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, testing::HasSubstr("bad.wav"));
  EXPECT_THAT(outcome.out, testing::HasSubstr("house.00000.wav"));
}

}  // namespace
}  // namespace backbeat::cli
