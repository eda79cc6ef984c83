#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;

TEST(Evaluate, ReportsInTextJsonCsvAndHtml) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const Outcome outcome = run("backbeat-evaluate",
                              {"--model", band.model(), band.music(), "--cache", "none", "--json",
                               "r.json", "--csv", "r.csv", "--html", "r.html"},
                              folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("precision"));
  EXPECT_THAT(outcome.out, HasSubstr("macro avg"));
  EXPECT_THAT(read_file(folder / "r.html"), HasSubstr("</html>"));

  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["n"], 12);
  EXPECT_EQ(report["classes"], (std::vector<std::string>{"house", "waltz"}));
  const auto confusion = report["confusion"].get<std::vector<std::vector<int>>>();
  const double right = confusion[0][0] + confusion[1][1];
  EXPECT_NEAR(report["accuracy"].get<double>(), right / 12.0, 1e-9);
  EXPECT_EQ(report["majority_baseline"], 0.5);
  EXPECT_EQ(report["per_class"]["waltz"]["support"], 6);

  const std::string csv = read_file(folder / "r.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 13);
}

TEST(Evaluate, TakesOneFoldOfAManifest) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  write_file(folder / "m.csv",
             "path,label,fold\n"
             "house/house.00000.wav,house,0\nhouse/house.00001.wav,house,1\nwaltz/"
             "waltz.00000.wav,waltz,1\n");
  const Outcome outcome = run("backbeat-evaluate",
                              {"--model", band.model(), "m.csv", "--root", band.music(), "--fold",
                               "1", "--json", "r.json", "--cache", "none"},
                              folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "r.json"))["n"], 2);
}

TEST(Evaluate, JudgesOnlyTheChosenLabels) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const std::vector<std::string> arguments{"--model", band.model(), "--cache",
                                           "none",    "--json",     "r.json"};
  const Outcome outcome =
      run("backbeat-evaluate", with(arguments, {"--labels", "waltz", band.music()}), folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["n"], 6);
  EXPECT_EQ(report["classes"].size(), 2U) << "the other class may still be answered";
  EXPECT_EQ(report["balanced_accuracy"], report["per_class"]["waltz"]["recall"]);

  const Outcome both =
      run("backbeat-evaluate", with(arguments, {"--labels", "house,waltz", band.music()}),
          folder.path());
  EXPECT_EQ(both.exit_code, 0) << both.err;
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "r.json"))["n"], 12);

  const Outcome wrong =
      run("backbeat-evaluate", with(arguments, {"--labels", "polka", band.music()}), folder.path());
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("--labels: found 'polka', expected some of house, waltz"));
}

TEST(Evaluate, ATrackOfSeveralClipsCountsOnceByTheLongest) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  write_file(folder / "m.csv",
             "path,label,track,artist,end_s\n"
             "house/house.00000.wav,house,h,a,1\n"
             "house/house.00000.wav,house,h,a,\n"
             "house/house.00001.wav,house,,b,\n"
             "waltz/waltz.00001.wav,waltz,w,b,\n");
  const Outcome outcome = run("backbeat-evaluate",
                              {"--model", band.model(), "m.csv", "--root", band.music(), "--json",
                               "r.json", "--csv", "r.csv", "--cache", "none"},
                              folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("1 of 4 clips do not count"));
  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["n"], 3);
  EXPECT_EQ(report["groups"], 2);
  const std::string csv = read_file(folder / "r.csv");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
}

TEST(Evaluate, SkipsALabelThatTrainingNeverSawAndSaysSo) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  write_file(folder / "m.csv",
             "path,label\nhouse/house.00000.wav,house\nwaltz/waltz.00000.wav,polka\n");
  const Outcome outcome = run(
      "backbeat-evaluate",
      {"--model", band.model(), "m.csv", "--root", band.music(), "--cache", "none"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("m.csv:3"));
  EXPECT_THAT(outcome.err, HasSubstr("found 'polka', expected one of house, waltz"));
}

TEST(Evaluate, RefusesToReportOnNothing) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  write_file(folder / "m.csv", "path,label\nwaltz/waltz.00000.wav,polka\n");
  const Outcome outcome = run(
      "backbeat-evaluate",
      {"--model", band.model(), "m.csv", "--root", band.music(), "--cache", "none"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("m.csv:2: label: found 'polka'"));
  EXPECT_THAT(outcome.err, HasSubstr("found no clip that can be judged"));
}

}  // namespace
}  // namespace backbeat::cli
