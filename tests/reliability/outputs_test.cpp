// Every output of every program on a disk that fails in every way: a message that names the file, an
// exit code that is not 0, and under the file's name what was there before or nothing, never a part.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Output {
  std::string test;
  std::string program;
  std::vector<std::string> arguments;
  std::string file;
  enum class Way {
    kAtOnce,
    kByLines,   ///< into the file itself: what is there stays, and it is never renamed
    kUnsynced,  ///< easy to make again
    kOnce,      ///< not at all where there is one already
    kByStdio,   ///< below which a library can not reach: no write fails
  };
  Way way = Way::kAtOnce;
};

std::vector<std::string> training(const std::vector<std::string>& more) {
  return with({"MUSIC", "--net", "NET", "--epochs", "2", "--out", "m.safetensors"}, more);
}

std::vector<std::string> answering(const std::vector<std::string>& more) {
  return with({"MUSIC", "--model", "MODEL"}, more);
}

const std::vector<Output>& outputs() {
  static const std::vector<std::string> folds{
      "MUSIC", "--net", "NET", "--epochs", "1", "--cross-validate", "2"};
  static const std::vector<Output> all{
      {"Model", "backbeat-train", training({}), "m.safetensors"},
      {"Checkpoint", "backbeat-train", training({"--checkpoint-every", "2"}),
       "m.safetensors.checkpoint"},
      {"TrainingLog", "backbeat-train", training({"--log", "log.jsonl"}), "log.jsonl",
       Output::Way::kByLines},
      {"TrainingJson", "backbeat-train", training({"--json", "train.json"}), "train.json"},
      {"TrainingPage", "backbeat-train", training({"--html", "train.html"}), "train.html"},
      {"FoldsJson", "backbeat-train", with(folds, {"--json", "folds.json"}), "folds.json"},
      {"FoldsPage", "backbeat-train", with(folds, {"--html", "folds.html"}), "folds.html"},
      {"FoldsCsv", "backbeat-train", with(folds, {"--csv", "folds.csv"}), "folds.csv"},
      {"KeptModel", "backbeat-train", with(folds, {"--keep-models", "kept"}),
       "kept/seed1_fold1.safetensors", Output::Way::kOnce},
      {"ReportJson", "backbeat-evaluate", answering({"--json", "r.json"}), "r.json"},
      {"ReportPage", "backbeat-evaluate", answering({"--html", "r.html"}), "r.html"},
      {"ReportCsv", "backbeat-evaluate", answering({"--csv", "r.csv"}), "r.csv"},
      {"Answers", "backbeat-predict", answering({"--resume-output", "answers"}), "answers",
       Output::Way::kByLines},
      {"TeachersArray", "backbeat-predict", answering({"--write-teacher", "t"}), "t/windows.npy"},
      {"TeachersTable", "backbeat-predict", answering({"--write-teacher", "t"}), "t/windows.csv"},
      {"Array", "backbeat-features", {"MUSIC/house/house.00000.wav", "--out", "a.npy"}, "a.npy"},
      {"Picture",
       "backbeat-features",
       {"MUSIC/house/house.00000.wav", "--out", "a.npy", "--png"},
       "a.png",
       Output::Way::kByStdio},
      {"Recording",
       "backbeat-synth",
       {"made", "--clips", "1", "--duration-s", "1", "--styles", "house", "--styles", "waltz"},
       "made/waltz/waltz.00000.wav",
       Output::Way::kUnsynced},
  };
  return all;
}

/// Runs an output's program, on a disk that fails so for this file; "": on one that does not.
Outcome run_with(const Output& output, const std::string& how, const TemporaryFolder& folder) {
  const Band& band = Band::get();
  std::vector<std::string> words{"FAILING_HOW=" + how, "FAILING_NAME=" + output.file,
                                 "LD_PRELOAD=" FAILING_DISK,
                                 (fs::path(BACKBEAT_BIN_DIR) / output.program).string()};
  for (std::string word : output.arguments) {
    if (word.starts_with("MUSIC")) word.replace(0, 5, band.music());
    if (word == "MODEL") word = band.model();
    if (word == "NET") word = band.net();
    words.push_back(std::move(word));
  }
  return run("/usr/bin/env", words, folder.path());
}

class OnAFailingDisk : public testing::TestWithParam<std::tuple<std::size_t, const char*>> {};

TEST_P(OnAFailingDisk, NothingIsHalfWrittenNorPassedOver) {
  const auto& [number, how] = GetParam();
  const Output& output = outputs()[number];
  const TemporaryFolder folder;
  const Outcome good = run_with(output, "", folder);
  ASSERT_EQ(good.exit_code, 0) << good.err;
  const std::string whole = read_file(folder / output.file);
  ASSERT_FALSE(whole.empty());

  using Way = Output::Way;
  const std::string fault = how;
  const bool grows = output.way == Way::kByLines;
  const bool is_no_fault = fault == "short" || (grows && (fault == "sync" || fault == "rename")) ||
                           (output.way == Way::kUnsynced && fault == "sync") ||
                           (output.way == Way::kByStdio && fault == "full");
  for (const bool is_new : {true, false}) {
    if (is_new) {
      fs::remove(folder / output.file);
    } else if (output.way == Way::kOnce) {
      break;
    } else {
      write_file(folder / output.file, grows ? "" : "old");
    }
    const Outcome outcome = run_with(output, how, folder);
    const std::string found = read_file(folder / output.file);
    if (is_no_fault) {
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
      continue;
    }
    EXPECT_TRUE(outcome.exit_code == 1 || outcome.exit_code == 2) << outcome.exit_code;
    EXPECT_THAT(outcome.err, HasSubstr(fs::path(output.file).filename().string()));
    if (grows) {
      EXPECT_LE(found.size(), 100U);
    } else {
      EXPECT_EQ(found, is_new ? "" : "old");
      EXPECT_EQ(fs::exists(folder / output.file), !is_new);
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
      EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, OnAFailingDisk,
                         testing::Combine(testing::Range(std::size_t{0}, outputs().size()),
                                          testing::Values("full", "short", "open", "sync",
                                                          "rename")),
                         [](const auto& output) {
                           return outputs()[std::get<0>(output.param)].test + "_" +
                                  std::get<1>(output.param);
                         });

}  // namespace
}  // namespace backbeat::cli
