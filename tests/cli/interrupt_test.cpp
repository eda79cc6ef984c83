// Ctrl-C and SIGTERM: a training that is asked to stop keeps what it has, and takes its temporary
// files along.

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Long enough to be interrupted, in steps of two clips, so that an epoch has many.
std::vector<std::string> long_training(const std::vector<std::string>& more) {
  const Band& band = Band::get();
  return with({band.music(), "--out", "m.safetensors", "--net", band.net(), "--batch-size", "2",
               "--threads", "1", "--valid-fraction", "0.2"},
              more);
}

TEST(Interrupted, ATrainingGoesOnFromTheStepThatItHadDone) {
  const std::vector<std::vector<std::string>> kinds{
      {"--epochs", "60"},
      {"--epochs", "60", "--ema", "0.9", "--early-stop", "60", "--optimizer", "sgd"},
      {"--epochs", "20", "--augment"}};
  for (const auto& options : kinds) {
    const TemporaryFolder folder;
    const auto arguments = long_training(options);
    ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
    const std::string whole = weights_of(folder / "m.safetensors");
    fs::remove(folder / "m.safetensors");

    auto next = arguments;
    for (const int signal : {SIGINT, SIGTERM}) {
      Running training("backbeat-train", next, folder.path());
      training.signal_after("  train loss", signal);  // its first epoch, wherever it went on
      const Outcome outcome = training.wait();
      EXPECT_EQ(outcome.exit_code, 128 + signal) << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("--resume m.safetensors.checkpoint"));
      EXPECT_FALSE(fs::exists(folder / "m.safetensors"));
      next = with(arguments, {"--resume", "m.safetensors.checkpoint"});
    }
    const Outcome outcome = run("backbeat-train", next, folder.path());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(weights_of(folder / "m.safetensors"), whole);
  }
}

/// A model of its own for each of several folds or sources.
void expect_to_go_on(const std::vector<std::string>& options, const std::string& first_model) {
  const TemporaryFolder folder;
  const Band& band = Band::get();
  const auto command = with({"--net", band.net(), "--epochs", "20", "--batch-size", "2",
                             "--threads", "1", "--log-level", "debug"},
                            options);
  ASSERT_EQ(run("backbeat-train", with(command, {"--csv", "whole.csv"}), folder.path()).exit_code,
            0);
  const auto kept = with(command, {"--csv", "kept.csv", "--keep-models", "kept"});
  Running training("backbeat-train", kept, folder.path());
  training.signal_after("epoch   2/", SIGTERM);
  EXPECT_EQ(training.wait().exit_code, 128 + SIGTERM);
  EXPECT_TRUE(fs::exists(folder / ("kept/" + first_model + ".checkpoint")));
  const Outcome outcome = run("backbeat-train", kept, folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(read_file(folder / "kept.csv"), read_file(folder / "whole.csv"));
  EXPECT_TRUE(fs::exists(folder / ("kept/" + first_model)));
  EXPECT_FALSE(fs::exists(folder / ("kept/" + first_model + ".checkpoint")));

  const Outcome again = run("backbeat-train", kept, folder.path());
  EXPECT_THAT(again.err, testing::Not(HasSubstr("epoch ")));
  EXPECT_EQ(read_file(folder / "kept.csv"), read_file(folder / "whole.csv"));
  const Outcome other = run("backbeat-train", with(kept, {"--lr", "0.5"}), folder.path());
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr(first_model + ": found the model of another run"));
}

TEST(Interrupted, ACrossValidationGoesOnFromItsModels) {
  expect_to_go_on({Band::get().music(), "--cross-validate", "2"}, "seed1_fold0.safetensors");
}

TEST(Interrupted, LeavingSourcesOutGoesOnFromItsModels) {
  const TemporaryFolder folder;
  std::string rows = "path,label,source\n";
  for (const std::string style : {"house", "waltz"}) {
    for (int i = 0; i < 6; ++i) {
      rows += style + "/" + style + ".0000" + std::to_string(i) + ".wav," + style +
              (i % 2 == 0 ? ",a\n" : ",b\n");
    }
  }
  const auto manifest = folder.write("m.csv", rows);
  expect_to_go_on({manifest, "--root", Band::get().music(), "--leave-out", "source"},
                  "seed1_source1.safetensors");
}

TEST(Interrupted, TemporaryWaveformsGo) {
  const std::string music = Band::get().music();  // made where temporary files are otherwise
  const TemporaryFolder folder;
  const TemporaryFolder temporary;
  ::setenv("TMPDIR", temporary.path().c_str(), 1);
  Running training("backbeat-train",
                   long_training({"--augment", "--cache", "none", "--epochs", "10000"}),
                   folder.path());
  ::unsetenv("TMPDIR");
  training.signal_after("epoch   1/", SIGTERM);
  EXPECT_EQ(training.wait().exit_code, 128 + SIGTERM);
  for (const auto& entry : fs::directory_iterator(temporary.path())) {
    EXPECT_EQ(entry.path().filename().string().find("waveforms"), std::string::npos);
  }
}

TEST(Interrupted, TheSecondSignalEndsAtOnce) {
  const TemporaryFolder folder;
  Running training("backbeat-train", long_training({"--epochs", "100000"}), folder.path());
  training.signal_after("epoch   1/", SIGINT);
  training.signal_after("", SIGINT);
  EXPECT_EQ(training.wait().exit_code, 128 + SIGINT);
}

}  // namespace
}  // namespace backbeat::cli
