// backbeat-evaluate --stress, and backbeat-train --augment-recode.

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(Stress, AddsATableToEveryReport) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const std::vector<std::string> arguments{"--model", band.model(),   band.music(), "--cache",
                                           "cache",   "--json",       "r.json",     "--html",
                                           "r.html",  "--no-progress"};
  const Outcome plain = run("backbeat-evaluate", arguments, folder.path());
  ASSERT_EQ(plain.exit_code, 0) << plain.err;
  const auto without = nlohmann::json::parse(read_file(folder / "r.json"));
  const Outcome outcome = run("backbeat-evaluate", with(arguments, {"--stress"}), folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, testing::StartsWith(plain.out));
  EXPECT_THAT(outcome.out, HasSubstr("\nlowpass:11000       12 "));
  EXPECT_THAT(read_file(folder / "r.html"),
              HasSubstr("<th scope=\"row\">noise:20</th><td>12</td>"));

  auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  ASSERT_EQ(report["stress"].size(), 10U);
  EXPECT_EQ(report["stress"][0]["condition"], "clean");
  EXPECT_EQ(report["stress"][0]["accuracy"], report["accuracy"]);
  for (const auto& row : report["stress"]) EXPECT_EQ(row["n"], 12);
  report.erase("stress");
  EXPECT_EQ(report, without);

  // Once more, from the cache.
  EXPECT_EQ(run("backbeat-evaluate", with(arguments, {"--stress"}), folder.path()).out,
            outcome.out);
}

TEST(Stress, OfACrossValidationIsThatOfItsFoldsModels) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  std::string manifest = "path,label,artist,track,fold\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i) {  // of two clips of one track one counts
      manifest += fmt::format("{0}/{0}.{1:05}.wav,{0},{0}{2},{0}{2},{3}\n", style, i,
                              std::min(i, 4), std::min(i, 4) % 2);
    }
  }
  write_file(folder / "m.csv", manifest);
  const std::string cache = (band.folder() / "cache").string();
  const std::vector<std::string> data{"m.csv", "--root", band.music(), "--cache", cache};
  const auto must = [&](const char* program, const std::vector<std::string>& options) {
    const Outcome outcome = run(program, with(data, options), folder.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  };
  const std::vector<std::string> training{"--net",        band.net(), "--epochs",         "20",
                                          "--batch-size", "4",        "--valid-fraction", "0",
                                          "--lr",         "0.01"};
  EXPECT_THAT(must("backbeat-train", with(training, {"--cross-validate", "2", "--stress", "--json",
                                                     "r.json", "--html", "r.html"})),
              HasSubstr("\nnoise:20            10 "));
  EXPECT_THAT(read_file(folder / "r.html"), HasSubstr("<th scope=\"row\">noise:20</th>"));
  const auto run = nlohmann::json::parse(read_file(folder / "r.json"))["runs"][0];
  ASSERT_EQ(run["stress"].size(), 10U);
  EXPECT_EQ(run["stress"][0]["accuracy"], run["pooled"]["accuracy"]);

  std::vector<int> right(10);
  for (const std::string fold : {"0", "1"}) {
    must("backbeat-train", with(training, {"--test-fold", fold, "--out", "m.safetensors"}));
    must("backbeat-evaluate",
         {"--model", "m.safetensors", "--fold", fold, "--stress", "--json", "e.json"});
    const auto rows = nlohmann::json::parse(read_file(folder / "e.json"))["stress"];
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double n_right = rows[i]["accuracy"].get<double>() * rows[i]["n"].get<int>();
      right[i] += static_cast<int>(std::lround(n_right));
    }
  }
  EXPECT_THAT(right, testing::Contains(testing::Ne(right[0])));  // worse clips, not the same again
  for (std::size_t i = 0; i < right.size(); ++i) {
    const auto& row = run["stress"][i];
    EXPECT_EQ(row["n"], 10);
    EXPECT_EQ(std::lround(row["accuracy"].get<double>() * 10), right[i]) << row["condition"];
  }
}

TEST(AugmentRecode, GivesTheSameWeightsOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"--augment"}}) {
    const auto options = with({"--augment-recode", "1"}, more);
    const std::string one = train(folder, with(options, {"--threads", "1"}));
    EXPECT_EQ(train(folder, with(options, {"--threads", "2"})), one);
    EXPECT_NE(train(folder, more), one);
  }
}

TEST(AugmentRecode, AResumedRunEqualsAnUninterruptedOne) {
  const TemporaryFolder folder;
  const std::vector<std::string> options{"--augment-recode", "1", "--checkpoint-every", "2"};
  const std::string whole = train(folder, options);
  fs::remove(folder / "m.safetensors");
  EXPECT_EQ(train(folder, with(options, {"--resume", "m.safetensors.checkpoint"})), whole);

  const Band& band = Band::get();
  const Outcome other = run("backbeat-train",
                            with(band.train_arguments(band.music(), "m.safetensors"),
                                 {"--resume", "m.safetensors.checkpoint"}),
                            folder.path());
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("another run"));
}

TEST(AugmentRecode, EveryFoldOfACrossValidationHasItsVersions) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  auto arguments = band.train_arguments(band.music(), "m.safetensors");
  arguments.erase(arguments.begin() + 1, arguments.begin() + 3);  // --out: there is no model
  arguments = with(arguments, {"--cross-validate", "2", "--augment", "--json"});
  const auto log_loss = [&](const std::string& versions) {
    const Outcome outcome = run(
        "backbeat-train", with(arguments, {"r.json", "--augment-recode", versions}), folder.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return nlohmann::json::parse(read_file(folder / "r.json"))["runs"][0]["pooled"]["log_loss"];
  };
  const auto with_versions = log_loss("1");
  EXPECT_EQ(with_versions, log_loss("1"));
  EXPECT_NE(with_versions, log_loss("0"));
}

TEST(AugmentRecode, StandsInTheModelFile) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const Outcome outcome = run("backbeat-train",
                              with(band.train_arguments(band.music(), "m.safetensors"),
                                   {"--augment-recode", "2", "--json", "r.json"}),
                              folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["training"]["options"]["augment"]["recode"], 2);
  EXPECT_EQ(report["training"]["n_train"].get<int>() + report["training"]["n_valid"].get<int>(),
            12);
}

}  // namespace
}  // namespace backbeat::cli
