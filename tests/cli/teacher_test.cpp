// backbeat-predict --write-teacher and backbeat-train --teacher.

#include <algorithm>
#include <cmath>
#include <sstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "audio/files/npy.h"
#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// A folder with what the band's model says of the band's music: "teacher/".
class TeacherCli : public testing::Test {
 protected:
  TeacherCli() {
    const Outcome outcome = write_teacher("teacher", {Band::get().model()});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  Outcome write_teacher(const std::string& name, const std::vector<std::string>& models) const {
    std::vector<std::string> arguments{Band::get().music(), "--write-teacher", name};
    for (const std::string& model : models) arguments.insert(arguments.end(), {"--model", model});
    return run("backbeat-predict", arguments, folder_.path());
  }

  /// Puts nonsense where the teacher speaks of recordings whose path holds one of `names`.
  void confuse(const std::vector<std::string>& names) const {
    const fs::path path = folder_ / "teacher/windows.npy";
    audio::NpyArray array = audio::read_npy(path);
    const auto lines = lines_of(read_file(folder_ / "teacher/windows.csv"));
    for (std::size_t row = 0; row < array.shape[0]; ++row) {
      for (const std::string& name : names) {
        if (lines[row + 1].find(name) == std::string::npos) continue;
        for (std::size_t k = 0; k < array.shape[1]; ++k) {
          array.values[row * array.shape[1] + k] = k % 2 == 0 ? 1.0F : 0.0F;
        }
      }
    }
    audio::write_npy(path, array.values, array.shape[0], array.shape[1]);
  }

  /// Two styles in two folds, and a clip each that validates.
  std::string manifest() const {
    std::string text = "path,label,fold,split\n";
    for (const std::string style : {"house", "waltz"}) {
      for (int i = 0; i < 6; ++i) {
        text += fmt::format("{0}/{0}.{1:05}.wav,{0},{2},{3}\n", style, i, i % 2,
                            i == 0 ? "test" : (i == 1 ? "valid" : "train"));
      }
    }
    write_file(folder_ / "m.csv", text);
    return folder_ / "m.csv";
  }

  Outcome train_on(const std::string& dataset, const std::vector<std::string>& options) const {
    return run("backbeat-train",
               with(Band::get().train_arguments(dataset, "m.safetensors"), options),
               folder_.path());
  }
  Outcome refused(const std::vector<std::string>& options) const {
    Outcome outcome = train_on(Band::get().music(), options);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_FALSE(fs::exists(folder_ / "m.safetensors"));
    return outcome;
  }

  TemporaryFolder folder_;
};

TEST_F(TeacherCli, TheAnswersAreThoseOfATimeline) {
  const audio::NpyArray array = audio::read_npy(folder_ / "teacher/windows.npy");
  const auto table = lines_of(read_file(folder_ / "teacher/windows.csv"));
  ASSERT_EQ(table.size(), array.shape[0] + 1);
  EXPECT_EQ(table[0], "path,start_s");
  const json parts = json::parse(read_file(folder_ / "teacher/teacher.json"))["parts"];
  EXPECT_EQ(parts[0]["columns"], 2);
  EXPECT_EQ(parts[0]["labels"], json::parse(R"(["house", "waltz"])"));
  EXPECT_EQ(parts[1]["columns"], array.shape[1] - 2);
  EXPECT_GT(array.shape[1], 2U);

  const Outcome predicted =
      run("backbeat-predict",
          {Band::get().music(), "--model", Band::get().model(), "--format", "jsonl", "--timeline"},
          folder_.path());
  std::size_t row = 0;
  for (const std::string& line : lines_of(predicted.out)) {
    const json answer = json::parse(line);
    for (const json& window : answer["timeline"]) {
      EXPECT_THAT(table[row + 1], HasSubstr(answer["path"].get<std::string>() + ","));
      const double start_s = std::stod(table[row + 1].substr(table[row + 1].rfind(',') + 1));
      EXPECT_NEAR(start_s, window["start_s"].get<double>(), 1e-3);
      const float* values = array.values.data() + row * array.shape[1];
      EXPECT_NEAR(values[0] + values[1], 1.0, 1e-5);
      EXPECT_NEAR(std::max(values[0], values[1]), window["confidence"].get<double>(), 1e-5);
      ++row;
    }
  }
  EXPECT_EQ(row, array.shape[0]);
}

TEST_F(TeacherCli, SeveralModelsGiveOneMeanAndEachTheirHiddenLayer) {
  train(folder_, {"--seed", "7"});
  const std::string other = folder_ / "m.safetensors";
  ASSERT_EQ(write_teacher("other", {other}).exit_code, 0);
  ASSERT_EQ(write_teacher("both", {Band::get().model(), other}).exit_code, 0);
  const audio::NpyArray a = audio::read_npy(folder_ / "teacher/windows.npy");
  const audio::NpyArray b = audio::read_npy(folder_ / "other/windows.npy");
  const audio::NpyArray both = audio::read_npy(folder_ / "both/windows.npy");
  const std::size_t columns = a.shape[1];
  ASSERT_EQ(both.shape[1], 2 * columns - 2);
  for (std::size_t i = 0; i < a.shape[0]; ++i) {
    const float* row = both.values.data() + i * both.shape[1];
    EXPECT_NEAR(row[0], (a.values[i * columns] + b.values[i * columns]) / 2, 1e-6);
    for (std::size_t k = 2; k < columns; ++k) {
      EXPECT_EQ(row[k], a.values[i * columns + k]);
      EXPECT_EQ(row[k + columns - 2], b.values[i * columns + k]);
    }
  }
}

TEST_F(TeacherCli, IsLearntFromAndLeavesNoTraceInTheNetwork) {
  const Band& band = Band::get();
  const Outcome outcome =
      run("backbeat-train",
          {band.music(), "--net", band.net(), "--epochs", "20", "--batch-size", "4", "--lr", "0.01",
           "--valid-fraction", "0.2", "--out", "m.safetensors", "--log", "l.jsonl", "--teacher",
           "teacher", "--cache", (band.folder() / "cache").string()},
          folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto log = lines_of(read_file(folder_ / "l.jsonl"));
  const auto loss = [&](std::size_t epoch) {
    return json::parse(log.at(epoch))["teacher_loss"].get<double>();
  };
  EXPECT_LT(loss(19), 0.8 * loss(0));
  EXPECT_THAT(outcome.err, HasSubstr(" teacher " + fmt::format("{:.4f}", loss(0))));

  const auto metadata = metadata_of(folder_ / "m.safetensors");
  EXPECT_EQ(metadata.at("network"), metadata_of(band.model()).at("network"));
  EXPECT_EQ(weights_of(folder_ / "m.safetensors").size(), weights_of(band.model()).size());
  EXPECT_THAT(read_file(folder_ / "m.safetensors"), Not(HasSubstr("teacher_genres")));
  const json training = json::parse(metadata.at("training"));
  EXPECT_EQ(training["teacher"]["n_clips"], 10) << "two of twelve validate";
  EXPECT_EQ(training["teacher"]["parts"][0]["name"], "genres");
  EXPECT_EQ(training["options"]["teacher_weight"], 1.0);
}

TEST_F(TeacherCli, IsAskedWhereItIsAModel) {
  const std::string model = Band::get().model();
  const auto taught_by = [&](const std::string& teacher, const std::vector<std::string>& more) {
    return train(folder_, with({"--teacher", teacher}, more));
  };
  // A crop halfway between two windows may learn from either, the middle one is not.
  const std::vector<std::string> middle{"--no-augment-crop"};
  EXPECT_EQ(taught_by(model, middle), taught_by("teacher", middle)) << "about clips as they are";
  const std::vector<std::string> noise{"--no-augment-crop", "--augment-noise"};
  const std::string altered = taught_by(model, noise);
  EXPECT_NE(altered, taught_by("teacher", noise)) << "and as they sound";
  EXPECT_EQ(taught_by(model, with(noise, {"--threads", "1"})), altered);
}

TEST_F(TeacherCli, WithoutWeightChangesNothing) {
  const std::string without = train(folder_, {});
  EXPECT_EQ(train(folder_, {"--teacher", "teacher", "--teacher-weight", "0"}), without);
  EXPECT_NE(train(folder_, {"--teacher", "teacher", "--teacher-weight", "0.1"}), without);
}

TEST_F(TeacherCli, MayHaveAShareInTheLabels) {
  const std::string without = train(folder_, {"--teacher", "teacher"});
  EXPECT_EQ(train(folder_, {"--teacher", "teacher", "--teacher-share", "0"}), without);
  EXPECT_NE(train(folder_, {"--teacher", "teacher", "--teacher-share", "0.5"}), without);
  const Outcome outcome = train_on(
      Band::get().music(), {"--teacher", "teacher", "--loss", "mse", "--teacher-share", "0.5"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--loss mse: found it with --group-balance or "
                                     "--teacher-share, expected cross_entropy"));
}

/// The classifier behind the share is fitted to what trains, and nothing else.
TEST_F(TeacherCli, NeverTellsOfWhatValidatesOrTests) {
  const std::vector<std::string> options{"--root",  Band::get().music(), "--teacher",
                                         "teacher", "--teacher-share",   "0.5"};
  const auto weights = [&] {
    const Outcome outcome = train_on(manifest(), options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return weights_of(folder_ / "m.safetensors");
  };
  const std::string before = weights();
  confuse({".00000.wav", ".00001.wav"});
  EXPECT_EQ(weights(), before);
  confuse({".00002.wav"});
  EXPECT_NE(weights(), before) << "what trains is listened to";
}

TEST_F(TeacherCli, NeitherThroughMusicWithoutLabels) {
  write_file(folder_ / "u.csv", "path\nhouse/house.00000.wav\n");
  write_file(folder_ / "v.csv", "path\nwaltz/waltz.00001.wav\nwaltz/waltz.00002.wav\n");
  const std::string music = Band::get().music();
  const std::vector<std::string> options{
      "--root", music,          "--teacher", "teacher",           "--unlabelled",
      "u.csv",  "--unlabelled", "v.csv",     "--unlabelled-root", music};
  const auto train_once = [&] {
    const Outcome outcome = train_on(manifest(), options);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("2 of 3 unlabelled clips left out"));
    EXPECT_THAT(outcome.err, HasSubstr("8 clips to train on, 2 to validate, 2 to test"));
    EXPECT_THAT(outcome.err, HasSubstr("1 clips without a label to train on"));
    return weights_of(folder_ / "m.safetensors");
  };
  const std::string before = train_once();
  confuse({".00000.wav", ".00001.wav"});
  EXPECT_EQ(train_once(), before);
}

TEST_F(TeacherCli, CrossValidatesOnLabelledMusicAlone) {
  ASSERT_EQ(run("backbeat-synth",
                {"more", "--styles", "drum_and_bass", "--clips", "5", "--duration-s", "2"},
                folder_.path())
                .exit_code,
            0);
  const Outcome outcome = run("backbeat-train",
                              {manifest(),
                               "--root",
                               Band::get().music(),
                               "--net",
                               Band::get().net(),
                               "--epochs",
                               "2",
                               "--batch-size",
                               "4",
                               "--cache",
                               (Band::get().folder() / "cache").string(),
                               "--valid-fraction",
                               "0",
                               "--cross-validate",
                               "2",
                               "--teacher",
                               "teacher",
                               "--unlabelled",
                               "more",
                               "--json",
                               "r.json",
                               "--csv",
                               "r.csv",
                               "--log",
                               "l.jsonl",
                               "--augment",
                               "--class-weights",
                               "balanced"},
                              folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json report = json::parse(read_file(folder_ / "r.json"));
  EXPECT_EQ(report["n_clips"], 12);
  EXPECT_EQ(report["runs"][0]["folds"][0]["n_train"], 6);
  EXPECT_EQ(report["runs"][0]["pooled"]["n"], 12);
  EXPECT_EQ(lines_of(read_file(folder_ / "r.csv")).size(), 13U);
  for (const std::string& line : lines_of(read_file(folder_ / "l.jsonl"))) {
    EXPECT_TRUE(json::parse(line)["train_loss"].is_number());
    EXPECT_TRUE(json::parse(line)["teacher_loss"].is_number());
  }
}

TEST_F(TeacherCli, AResumedRunEqualsAnUninterruptedOne) {
  const std::vector<std::string> options{"--teacher", "teacher"};
  const std::string whole = train(folder_, options);
  train(folder_, with(options, {"--checkpoint-every", "2"}));
  EXPECT_EQ(train(folder_, with(options, {"--resume", "m.safetensors.checkpoint"})), whole);
  confuse({".00002.wav"});
  const Outcome other =
      train_on(Band::get().music(), with(options, {"--resume", "m.safetensors.checkpoint"}));
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("found a checkpoint of another run"));
}

TEST_F(TeacherCli, RefusesWhatItCanNotLearnFrom) {
  EXPECT_THAT(refused({"--teacher", "nowhere"}).err, HasSubstr("nowhere: found no folder"));
  EXPECT_THAT(refused({"--unlabelled", Band::get().music()}).err, HasSubstr("--teacher"));
  EXPECT_THAT(refused({"--teacher", "teacher", "--unlabelled", "none.csv"}).err,
              HasSubstr("none.csv"));
  fs::create_directory(folder_ / "stranger");
  write_file(folder_ / "stranger/a.csv", "path,start_s\nelsewhere.wav,0\n");
  audio::write_npy(folder_ / "stranger/a.npy", std::vector<float>{1.0F, 2.0F}, 1, 2);
  EXPECT_THAT(refused({"--teacher", "stranger"}).err,
              HasSubstr("stranger: found answers about none of the 10 training clips"));
}

TEST_F(TeacherCli, WritesNothingWhereNothingCouldBeHeard) {
  const Outcome outcome =
      run("backbeat-predict",
          {"none.wav", "--model", Band::get().model(), "--write-teacher", "empty"}, folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("empty: found no answer to write"));
  EXPECT_FALSE(fs::exists(folder_ / "empty/windows.csv"));
}

}  // namespace
}  // namespace backbeat::cli
