// backbeat-train --leave-out source: every source judged by what the others teach.

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// Clips `first` to `last` of both styles, whose artists are their numbers.
std::string rows(int first, int last, const std::string& source) {
  std::string text;
  for (const std::string style : {"house", "waltz"}) {
    for (int i = first; i <= last; ++i) {
      text += fmt::format("{0}/{0}.{1:05}.wav,{0},{0}{1}{2}\n", style, i, source);
    }
  }
  return text;
}

std::string three_sources() {
  return "path,label,artist,source\n" + rows(0, 1, ",fair") + rows(2, 3, ",club") +
         rows(4, 5, ",radio");
}

Outcome leave_out(const TemporaryFolder& folder, const std::vector<std::string>& datasets,
                  const std::vector<std::string>& more) {
  const Band& band = Band::get();
  return run(
      "backbeat-train",
      with(with(datasets, {"--root", band.music(), "--net", band.net(), "--epochs", "1",
                           "--batch-size", "4", "--cache", (band.folder() / "cache").string(),
                           "--valid-fraction", "0", "--leave-out", "source"}),
           more),
      folder.path());
}

TEST(LeaveOutSource, JudgesEachByAModelOfTheOthers) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", three_sources());
  const Outcome outcome =
      leave_out(folder, {"m.csv"},
                {"--json", "r.json", "--csv", "r.csv", "--html", "r.html", "--log", "l.jsonl"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("left out"), HasSubstr("club"), HasSubstr("mean")));
  const json report = json::parse(read_file(folder / "r.json"));
  const json& sources = report["runs"][0]["sources"];
  std::vector<std::string> names;
  double sum = 0.0;
  for (const json& source : sources) {
    names.push_back(source["source"]);
    EXPECT_EQ(source["n_train"], 8);
    EXPECT_EQ(source["test"]["n"], 4);
    sum += source["test"]["accuracy"].get<double>();
  }
  EXPECT_THAT(names, ElementsAre("club", "fair", "radio"));
  EXPECT_NEAR(report["mean"]["accuracy"].get<double>(), sum / 3.0, 1e-12);
  const std::string csv = read_file(folder / "r.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 13);
  EXPECT_THAT(read_file(folder / "r.html"), HasSubstr("Sources left out one by one"));
  EXPECT_THAT(read_file(folder / "l.jsonl"), HasSubstr(R"({"seed":1,"source":"club")"));
}

TEST(LeaveOutSource, TakesSeveralDatasetsForSources) {
  const TemporaryFolder folder;
  write_file(folder / "fair.csv", "path,label,artist\n" + rows(0, 2, ""));
  write_file(folder / "club.csv", "path,label,artist\n" + rows(3, 5, ""));
  const Outcome outcome =
      leave_out(folder, {"fair.csv", "club.csv"}, {"--json", "r.json", "--seeds", "1,2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("seed 2"), HasSubstr("mean of 2 seeds"), HasSubstr("deviation")));
  const json report = json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["runs"][1]["sources"][0]["source"], "club");
  EXPECT_EQ(report["runs"][1]["sources"][1]["source"], "fair");
}

TEST(LeaveOutSource, LeavesOutItsArtistsAndWhatNoOtherSourceHas) {
  const TemporaryFolder folder;
  // The club plays a clip by an artist of the fair's, and the radio calls its waltzes a new genre.
  std::string text = "path,label,artist,source\n" + rows(0, 1, ",fair") + rows(2, 3, ",club");
  text += "house/house.00004.wav,house,house0,club\n";
  text += "house/house.00005.wav,house,x,radio\nwaltz/waltz.00005.wav,minuet,y,radio\n";
  write_file(folder / "m.csv", text);
  const Outcome outcome = leave_out(folder, {"m.csv"}, {"--json", "r.json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("radio: minuet not judged"));
  const json report = json::parse(read_file(folder / "r.json"));
  const json& fair = report["runs"][0]["sources"][1];
  EXPECT_EQ(fair["n_related"], 1);
  EXPECT_EQ(fair["n_train"], 6);
  const json& radio = report["runs"][0]["sources"][2];
  EXPECT_THAT(radio["unjudged"], ElementsAre("minuet"));
  EXPECT_EQ(radio["test"]["n"], 1);
}

TEST(LeaveOutSource, WritesAModelWhoseCalibrationIsThatOfTheSourcesLeftOut) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", three_sources());
  const Outcome outcome =
      leave_out(folder, {"m.csv"}, {"--json", "r.json", "--out", "m.safetensors"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const json report = json::parse(read_file(folder / "r.json"));
  const json calibration = json::parse(metadata_of(folder / "m.safetensors").at("calibration"));
  EXPECT_EQ(calibration, report["calibration"]);
  const json training = json::parse(metadata_of(folder / "m.safetensors").at("training"));
  EXPECT_EQ(training["n_train"], 12);
}

TEST(LeaveOutSource, WantsTwoSources) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", "path,label,artist\n" + rows(0, 5, ""));
  const Outcome outcome = leave_out(folder, {"m.csv"}, {});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("found \"m\" only"), HasSubstr("two or more")));
}

TEST(LeaveOutSource, WarnsOfASourceOfOneArtist) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", three_sources() + "house/house.00005.wav,house,Solo,street\n");
  const Outcome outcome = leave_out(folder, {"m.csv"}, {});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("source street: all clips are by one artist, Solo"));
}

TEST(LeaveOutSource, RefusesWhatBelongsToASingleTraining) {
  const TemporaryFolder folder;
  write_file(folder / "m.csv", three_sources());
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--test-fold", "0"},
                                               {"--cross-validate", "2"},
                                               {"--resume", "c"},
                                               {"--checkpoint-every", "1"}}) {
    const Outcome outcome = leave_out(folder, {"m.csv"}, more);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("--leave-out"), HasSubstr(more[0])));
  }
}

}  // namespace
}  // namespace backbeat::cli
