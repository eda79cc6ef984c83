// backbeat-train --augment and its switches.

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(Augment, GivesTheSameWeightsOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  const std::string one = train(folder, {"--augment", "--threads", "1"});
  EXPECT_EQ(train(folder, {"--augment", "--threads", "2"}), one);
  EXPECT_EQ(train(folder, {"--augment", "--threads", "3"}), one);
  EXPECT_NE(train(folder, {"--augment", "--seed", "2"}), one);
}

TEST(Augment, AResumedRunEqualsAnUninterruptedOne) {
  const TemporaryFolder folder;
  const std::vector<std::string> options{"--augment", "--checkpoint-every", "2"};
  const std::string whole = train(folder, options);
  fs::remove(folder / "m.safetensors");
  EXPECT_EQ(train(folder, with(options, {"--resume", "m.safetensors.checkpoint"})), whole);

  const Band& band = Band::get();
  const Outcome other =
      run("backbeat-train",
          with(band.train_arguments(band.music(), "m.safetensors"),
               {"--augment", "--no-augment-noise", "--resume", "m.safetensors.checkpoint"}),
          folder.path());
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("another run"));
}

TEST(Augment, GivesTheSameWeightsWithoutACache) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  auto arguments = band.train_arguments(band.music(), "m.safetensors");
  *(std::find(arguments.begin(), arguments.end(), "--cache") + 1) = "none";
  const Outcome outcome = run("backbeat-train", with(arguments, {"--augment"}), folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string uncached = weights_of(folder / "m.safetensors");
  EXPECT_EQ(train(folder, {"--augment"}), uncached);
}

TEST(Augment, EverySwitchDoesSomethingOfItsOwn) {
  const TemporaryFolder folder;
  std::set<std::string> weights{train(folder, {}), train(folder, {"--augment"})};
  for (const std::string name :
       {"gain", "tilt", "speed", "noise", "mix", "polarity", "equalizer", "spec", "crop"}) {
    const std::string on = train(folder, {"--augment-" + name});
    if (name != "crop") weights.insert(on);  // it is on anyway
    weights.insert(train(folder, {"--augment", "--no-augment-" + name}));
  }
  EXPECT_EQ(weights.size(), 2U + 8U + 9U);
}

TEST(Augment, AllOnAndAllOffAgainIsNone) {
  const TemporaryFolder folder;
  EXPECT_EQ(
      train(folder, {"--augment", "--no-augment-gain", "--no-augment-tilt", "--no-augment-speed",
                     "--no-augment-noise", "--no-augment-mix", "--no-augment-polarity",
                     "--no-augment-equalizer", "--no-augment-band-limit", "--no-augment-spec"}),
      train(folder, {}));
}

TEST(Augment, GoesWithEveryLoss) {
  const TemporaryFolder folder;
  const std::string plain = train(folder, {"--augment"});
  EXPECT_NE(train(folder, {"--augment", "--loss", "mse"}), plain);
  EXPECT_NE(train(folder, {"--augment", "--label-smoothing", "0.1"}), plain);
  train(folder, {"--augment", "--class-weights", "balanced"});
}

TEST(Augment, IsWrittenIntoTheModel) {
  const TemporaryFolder folder;
  train(folder, {"--augment", "--no-augment-mix", "--json", "r.json"});
  const auto report = nlohmann::json::parse(read_file(folder / "r.json"));
  const auto augment = report["training"]["options"]["augment"];
  EXPECT_EQ(augment["gain"]["low_db"], -6.0);
  EXPECT_EQ(augment["crop"], true);
  EXPECT_TRUE(augment["mix"].is_null());
  EXPECT_THAT(read_file(folder / "m.safetensors"), HasSubstr("frequency_masks"));
}

TEST(Augment, OfWaveformsRefusesSettingsThatLookAtTheWholeClip) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const auto arguments = band.train_arguments(band.music(), "m.safetensors");
  const auto error_of = [&](const std::vector<std::string>& options) {
    const Outcome outcome = run("backbeat-train", with(arguments, options), folder.path());
    EXPECT_EQ(outcome.exit_code, 2);
    return outcome.err;
  };
  EXPECT_THAT(error_of({"--augment", "--top-db", "80"}), HasSubstr("top_db: found 80, expected 0"));
  EXPECT_THAT(error_of({"--augment-tilt", "--sample-rate", "0"}),
              HasSubstr("sample_rate_hz: found 0"));
  EXPECT_FALSE(fs::exists(folder / "m.safetensors"));
  train(folder, {"--augment-spec", "--top-db", "80"});
}

TEST(Augment, HelpNamesTheRanges) {
  const TemporaryFolder folder;
  const std::string help = run("backbeat-train", {"-h"}, folder.path()).out;
  for (const char* words :
       {"--augment-gain,--no-augment-gain", "-6 to 6 dB", "--augment-tilt,--no-augment-tilt",
        "-1.5 to 1.5 dB an octave", "--augment-speed,--no-augment-speed", "0.9 to 1.1",
        "--augment-noise,--no-augment-noise", "20 to 50 dB", "--augment-mix,--no-augment-mix",
        "--augment-polarity,--no-augment-polarity", "--augment-spec,--no-augment-spec", "12.5 %",
        "--augment-equalizer,--no-augment-equalizer", "8 dB (standard deviation)",
        "--augment-crop,--no-augment-crop"}) {
    EXPECT_THAT(help, HasSubstr(words));
  }
}

}  // namespace
}  // namespace backbeat::cli
