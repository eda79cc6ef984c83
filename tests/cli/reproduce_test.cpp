// scripts/reproduce.sh, on small stand-ins of the layouts that it is for.

#include <tuple>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Runs the script in a folder of its own, with quick training.
class Reproduce : public testing::Test {
 protected:
  Outcome reproduce(const std::string& name, const fs::path& data) const {
    return run("/usr/bin/env",
               {"SEEDS=1 2", std::string("BACKBEAT_BIN=") + BACKBEAT_BIN_DIR,
                "BACKBEAT_CACHE=" + (Band::get().folder() / "cache").string(),
                std::string(BACKBEAT_SOURCE_DIR) + "/scripts/reproduce.sh", name, data.string(),
                "--net", Band::get().net(), "--epochs", "1"},
               folder_.path());
  }
  nlohmann::json report(const std::string& name) const {
    return nlohmann::json::parse(read_file(folder_ / "reproduced" / name));
  }
  /// A manifest of the band's twelve clips, each its own artist, two a fold and label.
  void write_manifest(const std::string& name) const {
    std::string text = "path,label,track,artist,fold\n";
    for (int i = 0; i < 6; ++i) {
      for (const auto& [style, label] : {std::pair("house", "classical"), {"waltz", "rock"}}) {
        text += fmt::format("{0}/{1}/{1}.{2:05}.wav,{3},{1}{2},{1}{2},{4}\n", Band::get().music(),
                            style, i, label, i % 5);
      }
    }
    write_file(folder_ / name, text);
  }

  const TemporaryFolder folder_;
};

TEST_F(Reproduce, CrossValidatesAManifest) {
  write_manifest("gtzan.csv");
  const Outcome outcome = reproduce("gtzan", folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(report("gtzan.json")["seeds"], nlohmann::json({1, 2}));
  EXPECT_EQ(report("gtzan.json")["folds"], 5);
}

TEST_F(Reproduce, LeavesOutEachSource) {
  std::string text = "path,label,track,artist,fold,source\n";
  for (int i = 0; i < 6; ++i) {
    for (const std::string style : {"house", "waltz"}) {
      text += fmt::format("{0}/{1}/{1}.{2:05}.wav,{1},{1}{2},{1}{2},0,s{3}\n", Band::get().music(),
                          style, i, i % 3);
    }
  }
  write_file(folder_ / "all.csv", text);
  const Outcome outcome = reproduce("abroad", folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto runs = report("abroad.json")["runs"];
  ASSERT_EQ(runs.size(), 2);
  EXPECT_EQ(runs[1]["sources"].size(), 3);
  EXPECT_TRUE(fs::exists(folder_ / "reproduced/abroad.csv"));
}

TEST_F(Reproduce, MakesTheCardsFiguresOnTheStressedClipsToo) {
  write_manifest("all.csv");
  const Outcome outcome = reproduce("all", folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto runs = report("all.json")["runs"];
  ASSERT_EQ(runs.size(), 1);
  EXPECT_EQ(runs[0]["pooled"]["n"], 12);
  EXPECT_FALSE(runs[0]["stress"].empty());
}

TEST_F(Reproduce, JudgesOnAnotherManifestSeedBySeedAndTogether) {
  write_manifest("gtzan.csv");
  write_manifest("emotify.csv");
  const Outcome outcome = reproduce("gtzan-emotify", folder_.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* name : {"1", "2", "together"}) {
    EXPECT_EQ(report(fmt::format("gtzan-emotify.{}.json", name))["n"], 12);
  }
}

TEST_F(Reproduce, TrainsOnTheCompleteGtzanByItsLists) {
  const auto list = [](int first, int last) {
    std::string text;
    for (int i = first; i < last; ++i) {
      text += fmt::format("house/house.{0:05}.au\nwaltz/waltz.{0:05}.au\n", i);
    }
    return text;
  };
  fs::copy(Band::get().music(), folder_ / "gtzan", fs::copy_options::recursive);
  write_file(folder_ / "gtzan/train_filtered.txt", list(0, 3));
  write_file(folder_ / "gtzan/valid_filtered.txt", list(3, 4));
  write_file(folder_ / "gtzan/test_filtered.txt", list(4, 6));
  const Outcome outcome = reproduce("gtzan-full", folder_ / "gtzan");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(report("gtzan-full.2.json")["test"]["n"], 4);
  EXPECT_EQ(report("gtzan-full.2.json")["valid"]["n"], 2);
}

TEST_F(Reproduce, TrainsOnFmaByItsOwnSplit) {
  const fs::path fma = folder_ / "fma";
  fs::create_directories(fma / "fma_small/000");
  fs::create_directories(fma / "fma_metadata");
  std::string tracks = ",artist,set,set,track\n,id,split,subset,genre_top\ntrack_id,,,,\n";
  for (int i = 0; i < 6; ++i) {
    for (const auto& [style, genre, id] :
         {std::tuple("house", "Electronic", 2 + i), {"waltz", "Folk", 20 + i}}) {
      fs::copy(fmt::format("{0}/{1}/{1}.{2:05}.wav", Band::get().music(), style, i),
               fma / fmt::format("fma_small/000/{:06}.mp3", id));
      tracks += fmt::format("{0},{0},{1},small,{2}\n", id,
                            i < 3   ? "training"
                            : i < 4 ? "validation"
                                    : "test",
                            genre);
    }
  }
  write_file(fma / "fma_metadata/tracks.csv", tracks);
  const Outcome outcome = reproduce("fma-small", fma);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(report("fma-small.1.json")["test"]["n"], 4);
  EXPECT_THAT(report("fma-small.1.json")["test"]["classes"],
              testing::ElementsAre("Electronic", "Folk"));
}

TEST_F(Reproduce, NamesWhatItKnowsWhenAskedForSomethingElse) {
  const Outcome outcome = reproduce("nothing", folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("gtzan-full"));
}

TEST_F(Reproduce, SaysWhatBuildsTheProgramsThatItLacks) {
  const Outcome outcome =
      run("/usr/bin/env",
          {"BACKBEAT_BIN=" + (folder_ / "bin").string(),
           std::string(BACKBEAT_SOURCE_DIR) + "/scripts/reproduce.sh", "gtzan", "."},
          folder_.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("bin/backbeat-train: found no such program"));
  EXPECT_THAT(outcome.err, HasSubstr("cmake --build --preset release --target programs"));
  EXPECT_FALSE(fs::exists(folder_ / "reproduced"));
}

}  // namespace
}  // namespace backbeat::cli
