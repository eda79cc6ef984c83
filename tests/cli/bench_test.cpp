#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;

// 18 + 6 + 3 parameters with three classes. Going forward the convolution multiplies 2 x 9 x 64
// times, the linear layer 2 x 3 times.
constexpr const char* kNet = R"(input 1 8 8
conv conv 2 3x3 pad 1 no_bias
relu relu
peak global_max_pool
out linear classes
)";
constexpr int kParameters = 27;
constexpr int kConvMultiplyAdds = 1152;
constexpr int kLinearMultiplyAdds = 6;

// So short a time that the least number of runs is done.
constexpr const char* kOneNanosecond = "1e-9";

Outcome run_on_net(const std::string& command, const std::vector<std::string>& arguments) {
  const TemporaryFolder folder;
  write_file(folder / "tiny.net", kNet);
  return run("backbeat-bench",
             with({command, "--net", "tiny.net", "--classes", "3", "--batch", "4", "--threads", "1",
                   "--seconds", kOneNanosecond},
                  arguments),
             folder.path());
}

void expect_speed(const nlohmann::json& speed, int multiply_adds) {
  EXPECT_EQ(speed.at("net"), "tiny.net");
  EXPECT_EQ(speed.at("parameters"), kParameters);
  EXPECT_EQ(speed.at("batch"), 4);
  EXPECT_EQ(speed.at("threads"), 1);
  EXPECT_EQ(speed.at("multiply_adds_per_example"), multiply_adds);
  EXPECT_EQ(speed.at("runs"), 5);
  const double median_s = speed.at("median_s").get<double>();
  EXPECT_GT(speed.at("least_s").get<double>(), 0.0);
  EXPECT_LE(speed.at("least_s").get<double>(), median_s);
  EXPECT_DOUBLE_EQ(speed.at("examples_per_s").get<double>(), 4 / median_s);
  EXPECT_DOUBLE_EQ(speed.at("gflop_per_s").get<double>(), 2e-9 * multiply_adds * (4 / median_s));
  EXPECT_GE(speed.at("cpu_s_per_s").get<double>(), 0.0);
  EXPECT_GT(speed.at("peak_memory_mib").get<double>(), 0.0);
  EXPECT_GT(speed.at("plan_bytes").get<int>(), 0);
}

// The first layer's gradient of its input is not computed, and not counted.
TEST(Bench, MeasuresTraining) {
  const Outcome outcome = run_on_net("train", {"--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_speed(nlohmann::json::parse(outcome.out), 2 * kConvMultiplyAdds + 3 * kLinearMultiplyAdds);
}

TEST(Bench, MeasuresInference) {
  const Outcome outcome = run_on_net("infer", {"--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_speed(nlohmann::json::parse(outcome.out), kConvMultiplyAdds + kLinearMultiplyAdds);
}

TEST(Bench, PlansMoreMemoryForTrainingThanForInference) {
  const auto plan_bytes = [](const std::string& command) {
    return nlohmann::json::parse(run_on_net(command, {"--json"}).out).at("plan_bytes").get<int>();
  };
  EXPECT_GT(plan_bytes("train"), plan_bytes("infer"));
}

TEST(Bench, PrintsATableOfANetwork) {
  const Outcome outcome = run_on_net("train", {});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* word : {"tiny.net", "27 parameters", "batch 4", "examples/s", "peak MiB"}) {
    EXPECT_THAT(outcome.out, HasSubstr(word));
  }
}

TEST(Bench, PeakMemoryIsNotThatOfTheProgramThatStartsIt) {
  const std::vector<char> held(std::size_t{512} << 20U, 1);
  const Outcome outcome = run_on_net("infer", {"--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto speed = nlohmann::json::parse(outcome.out);
  EXPECT_LT(speed.at("peak_memory_mib").get<double>(), static_cast<double>(held.size() >> 21U));
}

TEST(Bench, MeasuresTheBooksProgram) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run("backbeat-bench", {"mlp", "--threads", "1", "--seconds", kOneNanosecond, "--json"},
          folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(report.at("parameters"), 10 * 40 + 40 + 40 * 40 + 40 + 40 * 5 + 5);
  EXPECT_EQ(report.at("steps"), 1000);
  EXPECT_EQ(report.at("threads"), 1);
  EXPECT_EQ(report.at("runs"), 5);
  const double median_s = report.at("median_s").get<double>();
  EXPECT_GT(report.at("least_s").get<double>(), 0.0);
  EXPECT_LE(report.at("least_s").get<double>(), median_s);
  EXPECT_DOUBLE_EQ(report.at("steps_per_s").get<double>(), 1000 / median_s);
}

TEST(Bench, NamesANetworkThatIsNotThere) {
  for (const char* command : {"train", "infer"}) {
    const TemporaryFolder folder;
    const Outcome outcome = run("backbeat-bench", {command, "--net", "nowhere.net"}, folder.path());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("found no file 'nowhere.net'"));
    EXPECT_TRUE(outcome.out.empty());
  }
}

TEST(Bench, NamesTheLineOfABadNetwork) {
  const TemporaryFolder folder;
  write_file(folder / "bad.net", "input 1 8 8\nout linear 2\n");
  const Outcome outcome = run("backbeat-bench", {"train", "--net", "bad.net"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("bad.net:2"));
}

TEST(Bench, RefusesNumbersThatAreNotPositive) {
  for (const char* option : {"--batch", "--classes", "--seconds"}) {
    const Outcome outcome = run_on_net("train", {option, "0"});
    EXPECT_EQ(outcome.exit_code, 2) << option;
    EXPECT_THAT(outcome.err, HasSubstr(option));
  }
}

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
