// backbeat-train --cross-validate: every clip is judged once by a model that did not train on it.

#include <algorithm>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

/// Two styles by five artists each, the last of them with two clips of one track, which count once.
std::string manifest() {
  std::string text = "path,label,artist,track\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i) {
      text += fmt::format("{0}/{0}.{1:05}.wav,{0},{0}{2},{0}{2}\n", style, i, std::min(i, 4));
    }
  }
  return text;
}

std::vector<std::string> arguments(const std::vector<std::string>& more) {
  const Band& band = Band::get();
  return with({"m.csv", "--root", band.music(), "--net", band.net(), "--epochs", "1",
               "--batch-size", "4", "--cache", (band.folder() / "cache").string(),
               "--valid-fraction", "0.2", "--json", "r.json"},
              more);
}

Outcome cross_validate(const TemporaryFolder& folder, const std::vector<std::string>& more) {
  write_file(folder / "m.csv", manifest());
  return run("backbeat-train", arguments(more), folder.path());
}

TEST(CrossValidate, ReportsEveryFoldAndThePooledAnswers) {
  const TemporaryFolder folder;
  const Outcome outcome = cross_validate(
      folder, {"--cross-validate", "3", "--csv", "r.csv", "--html", "r.html", "--log", "l.jsonl"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("seed 1, all folds"));
  EXPECT_THAT(outcome.out, HasSubstr("over 10 artists"));
  EXPECT_THAT(outcome.err, HasSubstr("seed 1, fold 2: 1 epochs on "));
  EXPECT_THAT(read_file(folder / "r.html"), HasSubstr("Cross-validation on 3 folds"));
  EXPECT_FALSE(fs::exists(folder / "m.safetensors"));

  const json report = json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["folds"], 3);
  EXPECT_EQ(report["group"], "artist");
  EXPECT_EQ(report["n_clips"], 12);
  EXPECT_EQ(report["n_scored"], 10);
  EXPECT_FALSE(report.contains("ensemble"));
  const json& run = report["runs"][0];
  EXPECT_EQ(run["pooled"]["n"], 10);
  EXPECT_EQ(run["pooled"]["groups"], 10);
  EXPECT_EQ(run["accuracy"], run["pooled"]["accuracy"]);
  int tested = 0;
  int counted = 0;
  int validated = 0;
  for (const json& fold : run["folds"]) {
    EXPECT_EQ(fold["n_train"].get<int>() + fold["n_valid"].get<int>() + fold["n_test"].get<int>(),
              12);
    tested += fold["n_test"].get<int>();
    counted += fold["test"]["n"].get<int>();
    validated += fold["valid"]["n"].get<int>();
  }
  EXPECT_EQ(tested, 12);
  EXPECT_EQ(counted, 10);
  EXPECT_EQ(run["pooled_valid"]["n"], validated);
  const std::string csv = read_file(folder / "r.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 13);
}

TEST(CrossValidate, ArtistsStayInOneFoldAndATrackCountsOnce) {
  const TemporaryFolder folder;
  ASSERT_EQ(cross_validate(folder, {"--cross-validate", "2"}).exit_code, 0);
  const json report = json::parse(read_file(folder / "r.json"));
  std::set<std::pair<std::string, int>> folds;
  std::set<std::string> artists;
  std::multiset<std::string> scored;
  for (const json& clip : report["predictions"]) {
    artists.insert(clip["artist"]);
    folds.emplace(clip["artist"], clip["fold"]);
    if (clip["scored"]) scored.insert(clip["track"]);
    EXPECT_EQ(clip["probabilities"].size(), 1U);
    EXPECT_NEAR(
        clip["probabilities"][0][0].get<double>() + clip["probabilities"][0][1].get<double>(), 1.0,
        1e-5);
  }
  EXPECT_EQ(folds.size(), artists.size());
  EXPECT_EQ(scored.count("house4"), 1U);
  EXPECT_EQ(scored.size(), 10U);
}

TEST(CrossValidate, UsesTheFoldsOfTheManifest) {
  const TemporaryFolder folder;
  std::string text = "path,label,fold\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i)
      text += fmt::format("{0}/{0}.{1:05}.wav,{0},{2}\n", style, i, i / 3);
  }
  write_file(folder / "m.csv", text);
  const Outcome outcome =
      run("backbeat-train", arguments({"--cross-validate", "2"}), folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json report = json::parse(read_file(folder / "r.json"));
  for (std::size_t i = 0; i < 12; ++i) EXPECT_EQ(report["predictions"][i]["fold"], i % 6 / 3);
  EXPECT_FALSE(report["runs"][0]["pooled"].contains("groups")) << "no artist is known";
}

TEST(CrossValidate, SeveralSeedsGiveAnEnsemble) {
  const TemporaryFolder folder;
  const Outcome outcome =
      cross_validate(folder, {"--cross-validate", "2", "--seeds", "3,4", "--log", "l.jsonl"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("mean probabilities of 2 seeds"));
  const json report = json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["seeds"].dump(), "[3,4]");
  EXPECT_EQ(report["ensemble"]["n"], 10);
  const json& probabilities = report["predictions"][0]["probabilities"];
  ASSERT_EQ(probabilities.size(), 2U);
  EXPECT_NE(probabilities[0], probabilities[1]);

  std::istringstream log(read_file(folder / "l.jsonl"));
  std::vector<std::pair<int, int>> trained;
  for (std::string line; std::getline(log, line);) {
    const json epoch = json::parse(line);
    trained.emplace_back(epoch["seed"], epoch["fold"]);
    EXPECT_EQ(epoch["epoch"], 1);
  }
  EXPECT_THAT(trained, testing::ElementsAre(std::pair{3, 0}, std::pair{3, 1}, std::pair{4, 0},
                                            std::pair{4, 1}));
}

TEST(CrossValidate, LearnsFromAFewClipsOfEachClassWhereItIsAsked) {
  const TemporaryFolder folder;
  const Outcome outcome =
      cross_validate(folder, {"--cross-validate", "2", "--clips-per-class", "2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json report = json::parse(read_file(folder / "r.json"));
  for (const json& fold : report["runs"][0]["folds"]) {
    EXPECT_EQ(fold["n_train"].get<int>() + fold["n_valid"].get<int>(), 4) << "of two classes";
  }
  EXPECT_EQ(report["predictions"].size(), 12U) << "all are judged";
}

TEST(CrossValidate, GivesTheSameAnswersForAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const auto answers = [&](const char* threads) {
    const Outcome outcome =
        cross_validate(folder, {"--cross-validate", "2", "--augment-gain", "--threads", threads});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return json::parse(read_file(folder / "r.json"))["predictions"];
  };
  EXPECT_EQ(answers("1"), answers("2"));
}

/// A fold is trained as --test-fold trains it: nothing of the other folds stays behind.
TEST(CrossValidate, AFoldGivesWhatTestFoldGives) {
  const TemporaryFolder folder;
  std::string text = "path,label,fold\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i)
      text += fmt::format("{0}/{0}.{1:05}.wav,{0},{2}\n", style, i, i % 2);
  }
  write_file(folder / "m.csv", text);
  ASSERT_EQ(run("backbeat-train", arguments({"--cross-validate", "2"}), folder.path()).exit_code,
            0);
  const json fold = json::parse(read_file(folder / "r.json"))["runs"][0]["folds"][1];
  ASSERT_EQ(run("backbeat-train", arguments({"--test-fold", "1", "--out", "m.safetensors"}),
                folder.path())
                .exit_code,
            0);
  const json single = json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(fold["test"], single["test"]);
  EXPECT_EQ(fold["valid"], single["valid"]);
}

TEST(CrossValidate, GoesOnPastABadClip) {
  const TemporaryFolder folder;
  write_file(folder / "bad.wav", "RIFF but then nothing that a WAV file has");
  write_file(folder / "m.csv", manifest() + (folder / "bad.wav").string() + ",waltz,z,z\n");
  const Outcome outcome =
      run("backbeat-train", arguments({"--cross-validate", "2"}), folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("1 input failed"));
  EXPECT_EQ(json::parse(read_file(folder / "r.json"))["n_clips"], 12);
}

TEST(CrossValidate, RefusesWhatBelongsToASingleTraining) {
  const TemporaryFolder folder;
  const std::vector<std::vector<std::string>> combinations{{"--out", "m.safetensors"},
                                                           {"--test-fold", "0"},
                                                           {"--resume", "m.safetensors.checkpoint"},
                                                           {"--checkpoint-every", "1"}};
  for (const auto& more : combinations) {
    const Outcome outcome = cross_validate(folder, with({"--cross-validate", "2"}, more));
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--cross-validate"));
    EXPECT_THAT(outcome.err, HasSubstr(more[0]));
  }
}

TEST(CrossValidate, RefusesItsOptionsWithoutIt) {
  const TemporaryFolder folder;
  for (const std::string option : {"--seeds", "--csv"}) {
    const Outcome outcome = cross_validate(folder, {"--out", "m.safetensors", option, "1"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--cross-validate"));
  }
  const Outcome neither = cross_validate(folder, {});
  EXPECT_EQ(neither.exit_code, 2);
  EXPECT_THAT(neither.err, HasSubstr("--out: found none"));
}

TEST(CrossValidate, RefusesASeedTwice) {
  const TemporaryFolder folder;
  const Outcome outcome = cross_validate(folder, {"--cross-validate", "2", "--seeds", "3,3"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--seeds: found 3 twice"));
}

}  // namespace
}  // namespace backbeat::cli
