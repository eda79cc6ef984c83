// Hours of training are not lost to a full disk, to an odd name or to a page that no one can write.

#include <cstdlib>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class NothingLost : public testing::Test {
 protected:
  Outcome train_on(const std::string& dataset, const std::vector<std::string>& options,
                   const std::string& out = "m.safetensors") const {
    return run("backbeat-train", with({dataset, "--out", out, "--valid-fraction", "0.2"}, options),
               folder_.path());
  }

  const TemporaryFolder folder_;
};

/// /dev/full takes nothing: a disk without room.
TEST_F(NothingLost, TheModelIsThereWhereNothingAboutItCanBeWritten) {
  for (const char* option : {"--html", "--json", "--log"}) {
    const Outcome outcome = train_on(
        Band::get().music(), {option, "/dev/full", "--epochs", "2", "--net", Band::get().net()});
    EXPECT_EQ(outcome.exit_code, 1) << option;
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("1 output failed"), HasSubstr("/dev/full: can not")));
    EXPECT_THAT(outcome.out, HasSubstr("valid side"));
    EXPECT_EQ(
        run("backbeat-predict", {Band::get().music(), "--model", "m.safetensors"}, folder_.path())
            .exit_code,
        0);
    fs::remove(folder_ / "m.safetensors");
  }
}

/// Checkpoints lead to a disk without room, and so does standard output.
TEST_F(NothingLost, TheModelIsThereWithoutItsCheckpointsAndAnnouncement) {
  fs::create_symlink("/dev/full", folder_ / "m.safetensors.checkpoint");
  const Outcome outcome =
      train_on(Band::get().music(),
               {"--epochs", "2", "--net", Band::get().net(), "--checkpoint-every", "1"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("m.safetensors.checkpoint: can not be written"),
                                 HasSubstr("epoch   2/2"), HasSubstr("1 output failed")));
  EXPECT_TRUE(fs::exists(folder_ / "m.safetensors"));

  const Outcome silent = run(
      "/bin/sh",
      {"-c", R"("$0" "$@" >/dev/full)", fs::path(BACKBEAT_BIN_DIR) / "backbeat-train",
       Band::get().music(), "--out", "n.safetensors", "--epochs", "1", "--net", Band::get().net()},
      folder_.path());
  EXPECT_EQ(silent.exit_code, 2);
  EXPECT_THAT(silent.err, HasSubstr("standard output can not be written"));
  EXPECT_TRUE(fs::exists(folder_ / "n.safetensors"));
}

TEST_F(NothingLost, ALinkLeadsToTheModel) {
  write_file(folder_ / "target", "the model before");
  fs::create_symlink("target", folder_ / "m.safetensors");
  ASSERT_EQ(train_on(Band::get().music(), {"--epochs", "1", "--net", Band::get().net()}).exit_code,
            0);
  EXPECT_TRUE(fs::is_symlink(folder_ / "m.safetensors"));
  EXPECT_EQ(
      run("backbeat-predict", {Band::get().music(), "--model", "target"}, folder_.path()).exit_code,
      0);
}

TEST_F(NothingLost, CrossValidationTellsItsFiguresWhereTheyCanNotBeWritten) {
  for (const char* option : {"--html", "--json", "--csv", "--log"}) {
    const Outcome outcome = run("backbeat-train",
                                {Band::get().music(), "--net", Band::get().net(), "--epochs", "1",
                                 "--cross-validate", "2", option, "/dev/full"},
                                folder_.path());
    EXPECT_EQ(outcome.exit_code, 1) << option;
    EXPECT_THAT(outcome.out, HasSubstr("accuracy"));
    EXPECT_THAT(outcome.err, HasSubstr("/dev/full: can not be written"));
  }
}

TEST_F(NothingLost, AModelWithoutRoomGoesElsewhere) {
  const std::string music = Band::get().music();  // made where temporary files are otherwise
  const TemporaryFolder other;
  ::setenv("TMPDIR", other.path().c_str(), 1);
  const Outcome outcome =
      train_on(music, {"--epochs", "1", "--net", Band::get().net()}, "/dev/full");
  ::unsetenv("TMPDIR");
  EXPECT_EQ(outcome.exit_code, 1) << outcome.err;
  const fs::directory_iterator saved(other.path());
  ASSERT_NE(saved, fs::directory_iterator()) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("the model is in " + saved->path().string()));
  EXPECT_THAT(outcome.out, HasSubstr(saved->path().string() + ": 2 classes"));
  EXPECT_EQ(run("backbeat-predict", {music, "--model", saved->path()}, folder_.path()).exit_code,
            0);
}

TEST_F(NothingLost, APipeGetsTheModelOnce) {
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  std::thread reader([&] { write_file(folder_ / "m.safetensors", read_file(folder_ / "pipe")); });
  const Outcome outcome =
      train_on(Band::get().music(), {"--epochs", "1", "--net", Band::get().net()}, "pipe");
  reader.join();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(
      run("backbeat-predict", {Band::get().music(), "--model", "m.safetensors"}, folder_.path())
          .exit_code,
      0);
}

TEST_F(NothingLost, NamesNeedNotBeUtf8) {
  fs::copy(Band::get().music(), folder_ / "music", fs::copy_options::recursive);
  fs::rename(folder_ / "music/house", folder_ / "music/M\xFAsica");
  const Outcome outcome =
      train_on("music", {"--epochs", "2", "--net", Band::get().net(), "--json", "r.json",
                         "--checkpoint-every", "1", "--log", "l.jsonl", "--html", "r.html"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(metadata_of(folder_ / "m.safetensors").at("labels"), "[\"Música\",\"waltz\"]");
  const Outcome resumed =
      train_on("music", {"--epochs", "2", "--net", Band::get().net(), "--checkpoint-every", "1",
                         "--resume", "m.safetensors.checkpoint"});
  EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
  const Outcome judged =
      run("backbeat-evaluate", {"music", "--model", "m.safetensors", "--json", "e.json"},
          folder_.path());
  EXPECT_EQ(judged.exit_code, 0) << judged.err;
  EXPECT_THAT(judged.out, HasSubstr("Música"));
  // A model whose own path is not UTF-8 is named in what is trained from it.
  fs::rename(folder_ / "m.safetensors", folder_ / "\xE9.safetensors");
  const Outcome further = train_on("music", {"--epochs", "1", "--init", "\xE9.safetensors"});
  EXPECT_EQ(further.exit_code, 0) << further.err;
}

TEST_F(NothingLost, AClassMayNotBeCalledUnknown) {
  fs::copy(Band::get().music(), folder_ / "music", fs::copy_options::recursive);
  fs::rename(folder_ / "music/house", folder_ / "music/unknown");
  const Outcome outcome = train_on("music", {"--net", Band::get().net()});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("label: found 'unknown', which is what a model answers"),
                                 HasSubstr("expected another name")));
}

/// One step, whose loss is still a number, and what it leaves is none.
TEST_F(NothingLost, ATrainingThatDivergesInItsLastStepIsNoModel) {
  const std::vector<std::vector<std::string>> kinds{
      {"--lr", "1e38"},
      {"--lr", "1e12"},  // the weights stay numbers, what they answer does not
      {"--lr", "1e38", "--early-stop", "3", "--checkpoint-every", "1"},
      {"--lr", "1e38", "--cross-validate", "2"}};
  for (const auto& kind : kinds) {
    auto arguments = with(
        {Band::get().music(), "--epochs", "1", "--net", Band::get().net(), "--batch-size", "64"},
        kind);
    if (kind.back() != "2") {
      arguments = with(arguments, {"--out", "m.safetensors", "--valid-fraction", "0.2"});
    }
    const Outcome outcome = run("backbeat-train", arguments, folder_.path());
    EXPECT_EQ(outcome.exit_code, 2) << kind[1];
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("training: epoch 1: "),
                                   HasSubstr("try a smaller --lr or --clip-norm 1")));
    EXPECT_FALSE(fs::exists(folder_ / "m.safetensors"));
    EXPECT_FALSE(fs::exists(folder_ / "m.safetensors.checkpoint"));
  }
}

}  // namespace
}  // namespace backbeat::cli
