// What a model's calibration does in the programs: training stores it, evaluation reports it,
// prediction answers "unknown" by it.

#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;

nlohmann::json calibration_of(const std::filesystem::path& model) {
  return nlohmann::json::parse(metadata_of(model).at("calibration"));
}

std::vector<nlohmann::json> predict(const std::string& model,
                                    const std::vector<std::string>& more) {
  const Outcome outcome =
      run("backbeat-predict",
          with({"--model", model, "house", "waltz", "--format", "jsonl", "--timeline"}, more),
          Band::get().music());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<nlohmann::json> lines;
  std::istringstream stream(outcome.out);
  for (std::string line; std::getline(stream, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

/// The band's model with another calibration.
std::string recalibrated(const TemporaryFolder& folder, double temperature, double threshold) {
  write_file(folder / "m.safetensors",
             with_metadata(Band::get().model(), "calibration",
                           fmt::format(R"({{"temperature":{},"threshold":{},"precision":0.9}})",
                                       temperature, threshold)));
  return folder / "m.safetensors";
}

/// A manifest of which two clips train and twelve of the same two styles validate.
void write_manifest(const TemporaryFolder& folder) {
  ASSERT_EQ(
      run("backbeat-synth",
          {"music", "--styles", "house,waltz", "--clips", "7", "--duration-s", "1"}, folder.path())
          .exit_code,
      0);
  std::string manifest = "path,label,split\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 7; ++i) {
      manifest +=
          fmt::format("music/{0}/{0}.{1:05}.wav,{0},{2}\n", style, i, i == 0 ? "train" : "valid");
    }
  }
  write_file(folder / "m.csv", manifest);
}

TEST(CalibrationCli, WhatTrainingStoresIsWhatEvaluationFinds) {
  const TemporaryFolder folder;
  write_manifest(folder);
  const Outcome trained =
      run("backbeat-train",
          with(Band::get().train_arguments("m.csv", "m.safetensors"), {"--precision", "0.99"}),
          folder.path());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("info: temperature "));
  const Outcome evaluated = run(
      "backbeat-evaluate",
      {"--model", "m.safetensors", "m.csv", "--split", "valid", "--json", "r.json"}, folder.path());
  ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
  EXPECT_THAT(evaluated.out, HasSubstr("\nanswered            "));
  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  const auto calibration = calibration_of(folder / "m.safetensors");
  EXPECT_NEAR(report["answered"]["threshold"], calibration["threshold"], 1e-9);
  EXPECT_NEAR(report["answered"]["precision"], calibration["precision"], 1e-9);
  EXPECT_GE(report["answered"]["share"], 10.0 / 12.0 - 1e-9) << "ten answers at least";
}

TEST(CalibrationCli, NoPrecisionWantedIsEverythingAnswered) {
  const TemporaryFolder folder;
  write_manifest(folder);
  const Outcome trained =
      run("backbeat-train",
          with(Band::get().train_arguments("m.csv", "m.safetensors"), {"--precision", "0"}),
          folder.path());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_EQ(calibration_of(folder / "m.safetensors")["threshold"], 0.0);
}

TEST(CalibrationCli, BelowTheModelsThresholdTheGenreIsUnknown) {
  const TemporaryFolder folder;
  std::vector<double> confidences;
  for (const auto& line : predict(recalibrated(folder, 1.0, 0.0), {})) {
    EXPECT_NE(line["genre"], "unknown");
    confidences.push_back(line["confidence"]);
  }
  std::sort(confidences.begin(), confidences.end());
  const double threshold = 0.5 * (confidences[5] + confidences[6]);
  const std::string model = recalibrated(folder, 1.0, threshold);
  const auto expect_unknown_below = [](const nlohmann::json& answer, double least) {
    EXPECT_EQ(answer["genre"] == "unknown", answer["confidence"] < least) << answer;
  };
  int unknown = 0;
  for (const auto& line : predict(model, {})) {
    expect_unknown_below(line, threshold);
    for (const auto& window : line["timeline"]) expect_unknown_below(window, threshold);
    unknown += line["genre"] == "unknown" ? 1 : 0;
  }
  EXPECT_EQ(unknown, 6);
  for (const auto& line : predict(model, {"--min-confidence", "0"})) {
    EXPECT_NE(line["genre"], "unknown") << "an option that is given counts";
  }
}

TEST(CalibrationCli, UnknownIsSaidInTextAndCsv) {
  const TemporaryFolder folder;
  const std::string model = recalibrated(folder, 1.0, 1.0);
  const std::vector<std::string> arguments{"--model", model, "house/house.00001.wav"};
  EXPECT_THAT(run("backbeat-predict", arguments, Band::get().music()).out,
              testing::MatchesRegex("house/house.00001.wav\tunknown\t(house|waltz) 0\\.[0-9]+\n"));
  EXPECT_THAT(
      run("backbeat-predict", with(arguments, {"--format", "csv"}), Band::get().music()).out,
      HasSubstr("house/house.00001.wav,3.000,unknown,0."));
}

TEST(CalibrationCli, ATemperatureChangesConfidencesAndNoWindowsGenre) {
  const TemporaryFolder folder;
  const auto plain = predict(recalibrated(folder, 1.0, 0.0), {});
  const auto warm = predict(recalibrated(folder, 3.0, 0.0), {});
  for (std::size_t i = 0; i < plain.size(); ++i) {
    EXPECT_LT(warm[i]["confidence"], plain[i]["confidence"]);
    for (std::size_t w = 0; w < plain[i]["timeline"].size(); ++w) {
      EXPECT_EQ(warm[i]["timeline"][w]["genre"], plain[i]["timeline"][w]["genre"]);
    }
  }
}

TEST(CalibrationCli, RefusesADamagedOne) {
  const TemporaryFolder folder;
  for (const char* damaged : {"{}", "warm", R"({"temperature":0,"threshold":0,"precision":0})"}) {
    write_file(folder / "m.safetensors",
               with_metadata(Band::get().model(), "calibration", damaged));
    const Outcome outcome =
        run("backbeat-predict", {"--model", "m.safetensors", "a.wav"}, folder.path());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("m.safetensors: "));
  }
}

}  // namespace
}  // namespace backbeat::cli
