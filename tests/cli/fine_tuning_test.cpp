// backbeat-train --init.

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Arguments that train the band's model further: those of a training without --net.
std::vector<std::string> further(const std::string& dataset, const std::string& init) {
  std::vector<std::string> arguments = Band::get().train_arguments(dataset, "m.safetensors");
  const auto net = std::find(arguments.begin(), arguments.end(), "--net");
  arguments.erase(net, net + 2);
  return with(arguments, {"--init", init});
}

void expect_refusal(const std::vector<std::string>& arguments,
                    const std::vector<std::string>& words) {
  const TemporaryFolder folder;
  const Outcome outcome = run("backbeat-train", arguments, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_FALSE(fs::exists(folder / "m.safetensors"));
  for (const std::string& word : words) EXPECT_THAT(outcome.err, HasSubstr(word));
}

TEST(FineTuningCli, WithoutLearningTheAnswersStayTheSame) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  // Without batch norm, whose running statistics move at any learning rate.
  write_file(
      folder / "plain.net",
      "input 1 128 64\nc conv 8 5x5 stride 4\nr relu\ng global_avg_pool\no linear classes\n");
  auto arguments = band.train_arguments(band.music(), "start.safetensors");
  *(std::find(arguments.begin(), arguments.end(), "--net") + 1) = "plain.net";
  ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
  const Outcome trained =
      run("backbeat-train",
          with(further(band.music(), "start.safetensors"), {"--lr", "1e-15", "--seed", "5"}),
          folder.path());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_EQ(weights_of(folder / "m.safetensors"), weights_of(folder / "start.safetensors"));
  const auto before = metadata_of(folder / "start.safetensors");
  const auto after = metadata_of(folder / "m.safetensors");
  for (const char* key : {"network", "labels", "features", "normalizer"}) {
    EXPECT_EQ(after.at(key), before.at(key)) << key;
  }
}

TEST(FineTuningCli, ANewClassMayJoin) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  fs::copy(band.music(), folder / "music", fs::copy_options::recursive);
  fs::create_directory(folder / "music" / "jungle");
  ASSERT_EQ(
      run("backbeat-synth",
          {"more", "--styles", "drum_and_bass", "--clips", "4", "--duration-s", "2"}, folder.path())
          .exit_code,
      0);
  for (const auto& file : fs::directory_iterator(folder / "more" / "drum_and_bass")) {
    fs::copy(file, folder / "music" / "jungle");
  }
  const Outcome trained = run(
      "backbeat-train", with(further("music", band.model()), {"--lr", "0.003", "--json", "r.json"}),
      folder.path());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const auto metadata = metadata_of(folder / "m.safetensors");
  EXPECT_EQ(metadata.at("labels"), R"(["house","jungle","waltz"])");
  EXPECT_EQ(metadata.at("normalizer"), metadata_of(band.model()).at("normalizer"));
  EXPECT_THAT(metadata.at("network"), HasSubstr("linear 3"));
  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  EXPECT_EQ(report["training"]["init"]["model"], band.model());
  EXPECT_EQ(run("backbeat-predict", {"--model", "m.safetensors", "music/jungle"}, folder.path())
                .exit_code,
            0);
}

TEST(FineTuningCli, NewClassesMayBeAppended) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  ASSERT_EQ(run("backbeat-synth",
                {"more", "--styles", "drum_and_bass,rock", "--clips", "4", "--duration-s", "2"},
                folder.path())
                .exit_code,
            0);
  const Outcome trained = run(
      "backbeat-train",
      with(further("more", band.model()), {"--lr", "1e-15", "--labels", "append"}), folder.path());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("class 'house': no clip to train on"));
  EXPECT_EQ(metadata_of(folder / "m.safetensors").at("labels"),
            R"(["drum_and_bass","house","rock","waltz"])");
  EXPECT_EQ(
      run("backbeat-predict", {"--model", "m.safetensors", band.music()}, folder.path()).exit_code,
      0);
  expect_refusal(with(band.train_arguments(band.music(), "m.safetensors"), {"--labels", "append"}),
                 {"--init"});
  expect_refusal(
      {band.music(), "--init", band.model(), "--labels", "append", "--cross-validate", "2"},
      {"--labels"});
}

TEST(FineTuningCli, TakesTheFrontEndOfTheModel) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto arguments =
      with(band.train_arguments(band.music(), "start.safetensors"), {"--fmin", "50"});
  ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
  const Outcome trained =
      run("backbeat-train", with(further(band.music(), "start.safetensors"), {"--n-mels", "128"}),
          folder.path());
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_THAT(metadata_of(folder / "m.safetensors").at("features"), HasSubstr("\"fmin_hz\":50.0"));
  expect_refusal(with(further(band.music(), folder / "start.safetensors"), {"--fmin", "0"}),
                 {"front end: fmin_hz: found 0.0, expected 50.0", "start.safetensors"});
  expect_refusal(with(further(band.music(), folder / "start.safetensors"), {"--preset", "librosa"}),
                 {"front end: ", "start.safetensors"});
}

TEST(FineTuningCli, LevelsCountFromWhereTheModelCountsThem) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  ASSERT_EQ(run("backbeat-train",
                with(band.train_arguments(band.music(), "start.safetensors"),
                     {"--level-range", "60", "--band-mean", "0.3"}),
                folder.path())
                .exit_code,
            0);
  const auto arguments = further(band.music(), folder / "start.safetensors");
  ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
  const auto metadata = metadata_of(folder / "m.safetensors");
  EXPECT_THAT(metadata.at("normalizer"), HasSubstr("\"level_range_db\":60.0"));
  const auto used = nlohmann::json::parse(metadata.at("training"))["options"];
  EXPECT_EQ(used["level_range_db"], 60.0);
  EXPECT_FLOAT_EQ(used["band_mean_share"], 0.3F);
  expect_refusal(with(arguments, {"--level-range", "0"}),
                 {"--level-range: found 0, expected 60", "start.safetensors"});
  expect_refusal(with(arguments, {"--band-mean", "0.5"}),
                 {"--band-mean: found 0.5, expected 0.3", "start.safetensors"});
  EXPECT_EQ(run("backbeat-train", with(arguments, {"--band-mean", "0.3"}), folder.path()).exit_code,
            0);
}

TEST(FineTuningCli, RefusesANetworkBesideIt) {
  const Band& band = Band::get();
  expect_refusal(with(further(band.music(), band.model()), {"--net", "small"}),
                 {"--init", "--net"});
}

TEST(FineTuningCli, RefusesWhatIsNoModel) {
  expect_refusal(further(Band::get().music(), "nowhere.safetensors"), {"nowhere.safetensors"});
}

TEST(FineTuningCli, AResumedRunEqualsAnUninterruptedOne) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto arguments = with(further(band.music(), band.model()), {"--checkpoint-every", "2"});
  ASSERT_EQ(run("backbeat-train", arguments, folder.path()).exit_code, 0);
  const std::string whole = weights_of(folder / "m.safetensors");
  const std::vector<std::string> resume{"--resume", "m.safetensors.checkpoint"};
  ASSERT_EQ(run("backbeat-train", with(arguments, resume), folder.path()).exit_code, 0);
  EXPECT_EQ(weights_of(folder / "m.safetensors"), whole);
  const Outcome anew =
      run("backbeat-train", with(band.train_arguments(band.music(), "n.safetensors"), resume),
          folder.path());
  EXPECT_EQ(anew.exit_code, 2);
  EXPECT_THAT(anew.err, HasSubstr("another run"));
}

}  // namespace
}  // namespace backbeat::cli
