// Models of different front ends and windows that answer together.

#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <sndfile.h>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"
#include "tests/support/signals.h"

namespace backbeat::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// What the JSON of several recordings says, by path.
using Answers = std::map<std::string, json>;

int count(const std::string& text, const std::string& what) {
  int found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

/// A folder with two models beside the band's: "other.safetensors" hears half as many bands at
/// 16 kHz in windows less than half as long, "own.safetensors" files of 22 kHz at their own rate,
/// up to 10 kHz.
class FrontEndsCli : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = std::make_unique<TemporaryFolder>();
    train("other", "1 64 20", {"--n-mels", "64", "--sample-rate", "16000"});
    train("own", "1 128 64", {"--sample-rate", "0", "--fmax", "10000"});
  }
  static void TearDownTestSuite() { folder.reset(); }

  static void train(const std::string& name, const std::string& input,
                    const std::vector<std::string>& front_end) {
    std::string net = read_file(Band::get().net());
    net.replace(net.find("1 128 64"), 8, input);
    write_file(*folder / (name + ".net"), net);
    const Outcome outcome =
        run("backbeat-train",
            with({Band::get().music(), "--out", name + ".safetensors", "--net", name + ".net",
                  "--epochs", "3", "--batch-size", "4", "--cache", "none", "--quiet"},
                 front_end),
            folder->path());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  }

  static std::string band() { return Band::get().model(); }
  static std::string other() { return *folder / "other.safetensors"; }
  static std::string own() { return *folder / "own.safetensors"; }

  static Outcome ask(const std::string& program, const std::vector<std::string>& models,
                     std::vector<std::string> arguments) {
    for (const std::string& model : models) arguments.insert(arguments.end(), {"--model", model});
    return run(program, arguments, folder->path());
  }
  static Outcome evaluate(const std::vector<std::string>& models, const std::string& music,
                          const std::vector<std::string>& more = {}) {
    return ask("backbeat-evaluate", models, with({music, "--cache", "none", "--quiet"}, more));
  }
  /// Of all of the band's music.
  static Answers predict(const std::vector<std::string>& models,
                         const std::vector<std::string>& more = {}) {
    const Outcome outcome = ask("backbeat-predict", models,
                                with({Band::get().music(), "--format", "jsonl", "--quiet"}, more));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    std::istringstream lines(outcome.out);
    Answers answers;
    for (std::string line; std::getline(lines, line);) {
      const json answer = json::parse(line);
      answers[answer["path"]] = answer;
    }
    EXPECT_EQ(answers.size(), 12U);
    return answers;
  }
  /// What evaluation's CSV says of waltz, its last column, by path.
  static std::map<std::string, double> waltz_of(const std::string& csv) {
    std::istringstream lines(csv);
    std::map<std::string, double> waltz;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("path,"))
        waltz[line.substr(0, line.find(','))] = std::stod(line.substr(line.rfind(',') + 1));
    }
    return waltz;
  }

  static std::unique_ptr<TemporaryFolder> folder;
};
std::unique_ptr<TemporaryFolder> FrontEndsCli::folder;

/// What a recording's answer says of `genre`.
double probability_of(const json& answer, const std::string& genre) {
  return answer["probabilities"][genre];
}

TEST_F(FrontEndsCli, PredictTheMeanOfTheirProbabilitiesInAnyOrder) {
  const Answers a = predict({band()});
  const Answers b = predict({other()});
  const Answers turned = predict({other(), band()});
  for (const auto& [path, answer] : predict({band(), other()})) {
    for (const std::string genre : {"house", "waltz"}) {
      const double of_a = probability_of(a.at(path), genre);
      const double of_b = probability_of(b.at(path), genre);
      EXPECT_NE(of_a, of_b) << path;
      EXPECT_NEAR(probability_of(answer, genre), 0.5 * (of_a + of_b), 2e-6) << path;
    }
    EXPECT_EQ(turned.at(path)["probabilities"], answer["probabilities"]) << path;
    EXPECT_EQ(turned.at(path)["genre"], answer["genre"]) << path;
  }
}

TEST_F(FrontEndsCli, SomeMayShareOne) {
  const Answers a = predict({band()});
  const Answers b = predict({other()});
  for (const auto& [path, answer] : predict({band(), other(), band()})) {
    const double expected =
        (2.0 * probability_of(a.at(path), "house") + probability_of(b.at(path), "house")) / 3.0;
    EXPECT_NEAR(probability_of(answer, "house"), expected, 2e-6) << path;
  }
}

/// With a genre for each window, however small its probability.
const std::vector<std::string> kTimeline{"--timeline", "--min-confidence", "0"};

/// What a window says of house, one of two genres.
double house_of(const json& window) {
  const double confidence = window["confidence"];
  return window["genre"] == "house" ? confidence : 1.0 - confidence;
}

/// The mean of what the windows of `timeline` that overlap `window` say of house.
double house_between(const json& timeline, const json& window) {
  double sum = 0.0;
  int windows = 0;
  for (const json& theirs : timeline) {
    if (theirs["end_s"] <= window["start_s"] || window["end_s"] <= theirs["start_s"]) continue;
    sum += house_of(theirs);
    ++windows;
  }
  return sum / windows;
}

TEST_F(FrontEndsCli, TimelinesHaveTheWindowsOfTheFirst) {
  const Answers a = predict({band()}, kTimeline);
  const Answers b = predict({other()}, kTimeline);
  for (const auto& [path, answer] : predict({band(), other()}, kTimeline)) {
    const json& ours = a.at(path)["timeline"];
    const json& timeline = answer["timeline"];
    ASSERT_EQ(timeline.size(), ours.size());
    ASSERT_GT(b.at(path)["timeline"].size(), ours.size());
    for (std::size_t w = 0; w < ours.size(); ++w) {
      EXPECT_EQ(timeline[w]["start_s"], ours[w]["start_s"]);
      EXPECT_EQ(timeline[w]["end_s"], ours[w]["end_s"]);
      EXPECT_NEAR(house_of(timeline[w]),
                  0.5 * (house_of(ours[w]) + house_between(b.at(path)["timeline"], ours[w])), 3e-6)
          << path << ", window " << w;
    }
  }
}

TEST_F(FrontEndsCli, TimesOfWindowsAreThoseOfTheFilesOwnRate) {
  const Answers expected = predict({band()}, kTimeline);
  const Answers alone = predict({own()}, kTimeline);
  for (const auto& [path, answer] : predict({own(), own()}, kTimeline)) {
    const json& timeline = answer["timeline"];
    ASSERT_EQ(timeline.size(), 4U);
    for (std::size_t w = 0; w < timeline.size(); ++w) {
      EXPECT_EQ(timeline[w]["start_s"], expected.at(path)["timeline"][w]["start_s"]);
      EXPECT_EQ(timeline[w]["end_s"], expected.at(path)["timeline"][w]["end_s"]);
    }
    EXPECT_EQ(timeline, alone.at(path)["timeline"]);
  }
}

TEST_F(FrontEndsCli, EvaluationAgreesWithPrediction) {
  const Outcome outcome = evaluate({other(), band()}, Band::get().music(), {"--csv", "r.csv"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto waltz = waltz_of(read_file(*folder / "r.csv"));
  ASSERT_EQ(waltz.size(), 12U);
  for (const auto& [path, answer] : predict({band(), other()}))
    EXPECT_NEAR(waltz.at(path), probability_of(answer, "waltz"), 2e-6) << path;
}

TEST_F(FrontEndsCli, EvaluationUnderStressAsksBoth) {
  ASSERT_EQ(
      evaluate({band(), other()}, Band::get().music(), {"--stress", "--json", "r.json"}).exit_code,
      0);
  const json report = json::parse(read_file(*folder / "r.json"));
  ASSERT_EQ(report["stress"].size(), 10U);
  for (const json& row : report["stress"]) EXPECT_EQ(row["n"], 12);
}

TEST_F(FrontEndsCli, EachKnowsItsClipsAgainByItsOwnFrontEnd) {
  const std::string err = evaluate({band(), other()}, Band::get().music()).err;
  for (const std::string& model : {band(), other()})
    EXPECT_THAT(err, HasSubstr(model + ": 12 of 12 clips sound like clips it was trained on"));
}

TEST_F(FrontEndsCli, TeachersHaveTheWindowsOfTheFirstAndAllHiddenLayers) {
  const auto write = [](const std::vector<std::string>& models, const std::string& name) {
    const Outcome outcome =
        ask("backbeat-predict", models, {Band::get().music(), "--write-teacher", name, "--quiet"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  };
  write({band()}, "alone");
  write({band(), other()}, "both");
  EXPECT_EQ(read_file(*folder / "both/windows.csv"), read_file(*folder / "alone/windows.csv"));
  const json teacher = json::parse(read_file(*folder / "both/teacher.json"));
  EXPECT_EQ(teacher["parts"][1]["columns"], 32);
}

TEST_F(FrontEndsCli, ABrokenFileIsOneFailure) {
  const TemporaryFolder music;
  std::filesystem::copy(Band::get().music(), music.path(),
                        std::filesystem::copy_options::recursive);
  write_file(music / "house/broken.wav", "no audio");
  for (const char* program : {"backbeat-predict", "backbeat-evaluate"}) {
    const std::vector<std::string> arguments{music.path(), "--quiet"};
    const Outcome one = ask(program, {own()}, arguments);
    const Outcome both = ask(program, {own(), band()}, arguments);
    EXPECT_EQ(both.exit_code, 1);
    EXPECT_EQ(count(both.err, "broken.wav"), count(one.err, "broken.wav")) << both.err;
    EXPECT_EQ(count(both.out, "broken.wav"), count(one.out, "broken.wav")) << both.out;
  }
}

TEST_F(FrontEndsCli, AClipThatOneCanNotUseIsLeftOutOfAll) {
  const TemporaryFolder music;
  std::filesystem::copy(Band::get().music(), music.path(),
                        std::filesystem::copy_options::recursive);
  // Before all others: 4 kHz is too low for bands up to 10 kHz.
  audio::write_audio(music / "house/a.wav",
                     {.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16, .sample_rate_hz = 8000},
                     audio::sine(440.0, 8000, 3.0));
  const Answers expected = predict({band(), own()});
  for (const auto& models : {std::vector{band(), own()}, std::vector{own(), band()}}) {
    const Outcome outcome = evaluate(models, music.path(), {"--csv", "r.csv"});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(count(outcome.err, "a.wav: "), 1) << outcome.err;
    const auto waltz = waltz_of(read_file(*folder / "r.csv"));
    EXPECT_EQ(waltz.size(), 12U);
    for (const auto& [path, answer] : expected) {
      const std::string copy = music / path.substr(Band::get().music().size() + 1);
      EXPECT_NEAR(waltz.at(copy), probability_of(answer, "waltz"), 2e-6) << path;
    }
    const Outcome predicted = ask("backbeat-predict", models, {music / "house/a.wav", "--quiet"});
    EXPECT_EQ(predicted.exit_code, 1);
    EXPECT_EQ(count(predicted.err, "a.wav: "), 1) << predicted.err;
  }
}

TEST_F(FrontEndsCli, WhatWasMendedIsToldOfOnce) {
  const TemporaryFolder music;
  std::vector<float> samples = audio::sine(440.0, 22050, 3.0);
  samples[1000] = std::numeric_limits<float>::quiet_NaN();
  std::filesystem::create_directory(music / "house");
  audio::write_audio(music / "house/a.wav", {.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT}, samples);
  const std::string evaluated = evaluate({band(), other(), own()}, music.path()).err;
  EXPECT_EQ(count(evaluated, "a.wav: "), 1) << evaluated;
  const std::string predicted =
      ask("backbeat-predict", {band(), other(), own()}, {music.path(), "--quiet"}).err;
  EXPECT_EQ(count(predicted, "a.wav: "), 1) << predicted;
}

}  // namespace
}  // namespace backbeat::cli
