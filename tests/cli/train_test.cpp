#include <algorithm>
#include <sstream>
#include <tuple>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;

TEST(Train, WritesAModelALogAndAReport) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const Outcome outcome =
      run("backbeat-train",
          with(band.train_arguments(band.music(), "m.safetensors"),
               {"--log", "log.jsonl", "--json", "report.json", "--html", "report.html"}),
          folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(folder / "m.safetensors"));
  EXPECT_THAT(read_file(folder / "report.html"), HasSubstr("</html>"));

  std::istringstream log(read_file(folder / "log.jsonl"));
  int epochs = 0;
  for (std::string line; std::getline(log, line);) {
    const auto record = nlohmann::json::parse(line);
    EXPECT_EQ(record["epoch"], ++epochs);
    for (const char* key : {"train_loss", "train_accuracy", "valid_loss", "valid_accuracy", "lr",
                            "seconds", "clips_per_s"}) {
      EXPECT_TRUE(record[key].is_number()) << key;
    }
    EXPECT_GT(record["wait_share"], 0.0);
    EXPECT_LT(record["wait_share"], 1.0);
  }
  EXPECT_EQ(epochs, 3);
  const auto report = nlohmann::json::parse(read_file(folder / "report.json"));
  EXPECT_EQ(report["epochs"].size(), 3);
  EXPECT_TRUE(report["valid"].contains("accuracy_ci95"));
}

TEST(Train, GivesTheSameWeightsOnAnyNumberOfThreads) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto train = [&](const char* threads, const char* seed) {
    const Outcome outcome = run("backbeat-train",
                                with(band.train_arguments(band.music(), "m.safetensors"),
                                     {"--threads", threads, "--seed", seed}),
                                folder.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return weights_of(folder / "m.safetensors");
  };
  const std::string one = train("1", "1");
  EXPECT_EQ(train("2", "1"), one);
  EXPECT_EQ(train("3", "1"), one);
  EXPECT_NE(train("1", "2"), one);
}

TEST(Train, GivesTheSameWeightsWhereActivationsAreComputedAgain) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto train = [&](const char* recompute) {
    const Outcome outcome =
        run("backbeat-train",
            with(band.train_arguments(band.music(), "m.safetensors"), {"--recompute", recompute}),
            folder.path());
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("memory of a step:"));
    return weights_of(folder / "m.safetensors");
  };
  EXPECT_EQ(train("1"), train("0"));
}

TEST(Train, KeepsTheWeightsAverageAndGoesOnWithItWhenResumed) {
  const TemporaryFolder folder;
  const std::vector<std::string> options{"--ema", "0.9", "--checkpoint-every", "2"};
  const std::string whole = train(folder, options);
  EXPECT_NE(train(folder, {}), whole);
  EXPECT_EQ(train(folder, with(options, {"--resume", "m.safetensors.checkpoint"})), whole);
}

TEST(Train, AResumedRunEqualsAnUninterruptedOne) {
  const Band& band = Band::get();
  for (const char* optimizer : {"sgd", "adamw"}) {
    const TemporaryFolder folder;
    const std::vector<std::string> options{"--optimizer", optimizer,      "--checkpoint-every",
                                           "2",           "--early-stop", "9",
                                           "--log",       "log.jsonl"};
    auto arguments = with(band.train_arguments(band.music(), "m.safetensors"), options);
    ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
    const std::string whole = weights_of(folder / "m.safetensors");
    fs::remove(folder / "m.safetensors");

    // The checkpoint was written after epoch 2 of 3.
    const Outcome resumed = run(
        "backbeat-train", with(arguments, {"--resume", "m.safetensors.checkpoint"}), folder.path());
    ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, HasSubstr("epoch   3/3"));
    EXPECT_THAT(resumed.err, testing::Not(HasSubstr("epoch   2/3")));
    EXPECT_EQ(weights_of(folder / "m.safetensors"), whole) << optimizer;
    const std::string log = read_file(folder / "log.jsonl");
    EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 3);
  }
}

TEST(Train, RefusesTheCheckpointOfAnotherRun) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto arguments = band.train_arguments(band.music(), "m.safetensors");
  ASSERT_EQ(
      run("backbeat-train", with(arguments, {"--checkpoint-every", "1"}), folder.path()).exit_code,
      0);
  const Outcome outcome = run("backbeat-train",
                              with(arguments, {"--resume", "m.safetensors.checkpoint", "--lr",
                                               "0.5", "--weight-decay", "0.25"}),
                              folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("another run"));
  EXPECT_THAT(outcome.err, EndsWith("sides:\n"
                                    "  options.lr: 0.001 there, 0.5 here\n"
                                    "  options.weight_decay: 0.02 there, 0.25 here\n"));
}

TEST(Train, RefusesACheckpointWhoseCountsAreNone) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto arguments =
      with(band.train_arguments(band.music(), "m.safetensors"), {"--checkpoint-every", "1"});
  ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
  const fs::path checkpoint = folder / "m.safetensors.checkpoint";
  const auto progress = nlohmann::json::parse(metadata_of(checkpoint).at("progress"));
  const std::vector<std::tuple<const char*, nlohmann::json, const char*>> damages{
      {"/steps", 1000000, "steps: found 1000000 in "},
      {"/steps", 1e30, "steps: found 1e+30, expected a whole number"},
      {"/best_epoch", 99, "best epoch 99 of "},
      {"/history/0/epoch", 1.5, "epoch: found 1.5, expected a whole number"},
      {"/history", nlohmann::json(100, progress.at("history").at(0)), "found 100 epochs, expected"},
      {"/begun/right", "all", "right: found \"all\", expected a whole number"}};
  for (const auto& [where, value, complaint] : damages) {
    nlohmann::json damaged = progress;
    damaged[nlohmann::json::json_pointer(where)] = value;
    write_file(folder / "damaged", with_metadata(checkpoint, "progress", damaged.dump()));
    const Outcome outcome =
        run("backbeat-train", with(arguments, {"--resume", "damaged"}), folder.path());
    EXPECT_EQ(outcome.exit_code, 2) << where;
    EXPECT_THAT(outcome.err, testing::AllOf(HasSubstr("damaged: "), HasSubstr(complaint)));
  }
}

TEST(Train, RefusesACheckpointOfWhichAByteChanged) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto arguments =
      with(band.train_arguments(band.music(), "m.safetensors"), {"--checkpoint-every", "1"});
  ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
  std::string bytes = read_file(folder / "m.safetensors.checkpoint");
  bytes.back() ^= 1;
  write_file(folder / "damaged", bytes);
  const Outcome outcome =
      run("backbeat-train", with(arguments, {"--resume", "damaged"}), folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, testing::AllOf(HasSubstr("damaged: "), HasSubstr("checksum")));
}

/// Two styles by two artists each, whose sides the manifest says.
std::string sided_manifest(const std::string& side_of_the_fifth) {
  std::string rows = "path,label,split,artist\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i) {
      rows += fmt::format("{0}/{0}.{1:05}.wav,{0},{2},{3}\n", style, i,
                          i < 4 ? "train" : (i == 4 ? side_of_the_fifth : "valid"),
                          i < 3 ? "a" : (i < 4 ? "b" : "c") + std::to_string(i));
    }
  }
  return rows;
}

/// Trains on it in `folder`, and gives the arguments of going on from the checkpoint.
std::vector<std::string> train_with_sides(const TemporaryFolder& folder) {
  const Band& band = Band::get();
  write_file(folder / "m.csv", sided_manifest("valid"));
  const auto arguments = with(band.train_arguments("m.csv", "m.safetensors"),
                              {"--root", band.music(), "--checkpoint-every", "1"});
  const Outcome outcome = run("backbeat-train", arguments, folder.path());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return with(arguments, {"--resume", "m.safetensors.checkpoint"});
}

TEST(Train, RefusesACheckpointUnderAnotherGroupWhichWeighsTheClips) {
  const TemporaryFolder folder;
  const std::vector<std::string> resumed = train_with_sides(folder);
  EXPECT_EQ(run("backbeat-train", resumed, folder.path()).exit_code, 0);
  const Outcome outcome = run("backbeat-train", with(resumed, {"--group", "none"}), folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("another run"));
}

TEST(Train, RefusesACheckpointWithOtherClipsToValidateOn) {
  const TemporaryFolder folder;
  const std::vector<std::string> resumed = train_with_sides(folder);
  write_file(folder / "m.csv", sided_manifest("test"));
  const Outcome outcome = run("backbeat-train", resumed, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("another run"));
}

TEST(Train, TestsOnTheFoldThatWasKeptOut) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  std::string manifest = "path,label,fold\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i) {
      manifest += fmt::format("{0}/{0}.{1:05}.wav,{0},{2}\n", style, i, i % 3);
    }
  }
  write_file(folder / "m.csv", manifest);
  const Outcome outcome =
      run("backbeat-train",
          with(band.train_arguments("m.csv", "m.safetensors"),
               {"--root", band.music(), "--test-fold", "2", "--json", "r.json"}),
          folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["test"]["n"], 4);
  EXPECT_EQ(report["training"]["n_train"].get<int>() + report["training"]["n_valid"].get<int>(), 8);

  // What was reported is what the model file answers.
  const Outcome again = run("backbeat-evaluate",
                            {"--model", "m.safetensors", "m.csv", "--root", band.music(), "--fold",
                             "2", "--json", "e.json", "--cache", "none"},
                            folder.path());
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "e.json")), report["test"]);
}

TEST(Train, EveryLossScheduleAndOptimizerRuns) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const std::vector<std::vector<std::string>> variants{
      {"--loss", "mse", "--optimizer", "sgd", "--nesterov"},
      {"--schedule", "step", "--step-size", "1", "--gamma", "0.1", "--clip-norm", "1"},
      {"--schedule", "constant", "--label-smoothing", "0.1", "--class-weights", "balanced"},
      {"--warmup-epochs", "1", "--early-stop", "1", "--group", "none", "--lr", "0.002"}};
  for (const auto& variant : variants) {
    const Outcome outcome =
        run("backbeat-train", with(band.train_arguments(band.music(), "m.safetensors"), variant),
            folder.path());
    EXPECT_EQ(outcome.exit_code, 0) << variant[0] << ' ' << variant[1] << '\n' << outcome.err;
  }
}

TEST(Train, GoesOnPastABadClipAndListsIt) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  fs::copy(band.music(), folder / "music", fs::copy_options::recursive);
  write_file(folder / "music" / "house" / "broken.wav",
             "RIFF but then nothing that a WAV file has");
  const Outcome outcome =
      run("backbeat-train", band.train_arguments("music", "m.safetensors"), folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("1 input failed"));
  EXPECT_THAT(outcome.err, HasSubstr("broken.wav"));
  EXPECT_TRUE(fs::exists(folder / "m.safetensors"));
}

}  // namespace
}  // namespace backbeat::cli
