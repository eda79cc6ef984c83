// backbeat-train --recipe.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

using testing::HasSubstr;

/// The options that a training with `options` says it was done with. The band's own arguments say
/// --epochs 3 among others.
nlohmann::json options_of(const TemporaryFolder& folder, const std::vector<std::string>& options) {
  train(folder, with(options, {"--json", "r.json"}));
  return nlohmann::json::parse(read_file(folder / "r.json"))["training"]["options"];
}

TEST(Recipe, GivesOptionsOnWhichTheCommandLineHasTheLastWord) {
  const TemporaryFolder folder;
  write_file(folder / "mine.toml", "# mine\nepochs = 7\nlr = 0.002\naugment-gain = true\n");
  const auto recipe = options_of(folder, {"--recipe", "mine.toml"});
  EXPECT_EQ(recipe["epochs"], 3);
  EXPECT_EQ(recipe["lr"], 0.002);
  EXPECT_TRUE(recipe["augment"]["gain"].is_object());
  EXPECT_TRUE(recipe["augment"]["tilt"].is_null());
  const auto overridden =
      options_of(folder, {"--lr", "0.004", "--no-augment-gain", "--recipe", "mine.toml"});
  EXPECT_EQ(overridden["lr"], 0.004);
  EXPECT_TRUE(overridden["augment"]["gain"].is_null());
}

TEST(Recipe, TakesClassWeightsAsANumberOrAWord) {
  const TemporaryFolder folder;
  EXPECT_EQ(options_of(folder, {})["class_weights"], 0.0);
  EXPECT_EQ(options_of(folder, {"--class-weights", "balanced"})["class_weights"], 1.0);
  EXPECT_EQ(options_of(folder, {"--class-weights", "0.75"})["class_weights"], 0.75);
  write_file(folder / "mine.toml", "class-weights = \"none\"\n");
  EXPECT_EQ(options_of(folder, {"--recipe", "mine.toml"})["class_weights"], 0.0);
  const Outcome outcome =
      run("backbeat-train", {"nowhere", "--class-weights", "half"}, folder.path());
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, testing::HasSubstr("--class-weights: found 'half', expected none"));
}

TEST(Recipe, OfOursIsFoundByName) {
  const TemporaryFolder folder;
  const auto accurate = options_of(folder, {"--recipe", "accurate", "--augment-recode", "1"});
  EXPECT_EQ(accurate["label_smoothing"], 0.1);
  EXPECT_GT(accurate["level_range_db"], 0.0);
  EXPECT_GT(accurate["band_mean_share"], 0.0);
  EXPECT_TRUE(accurate["augment"]["spec"].is_object());
  EXPECT_EQ(accurate["augment"]["recode"], 1);
}

TEST(Recipe, LeavesWhatTheModelDecidesToTheModelThatIsTrainedFurther) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  const Outcome outcome =
      run("backbeat-train",
          {band.music(), "--init", band.model(), "--recipe", "accurate", "--augment-recode", "0",
           "--epochs", "1", "--cache", "none", "--out", "m.safetensors", "--json", "r.json"},
          folder.path());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto options = nlohmann::json::parse(read_file(folder / "r.json"))["training"]["options"];
  EXPECT_EQ(options["level_range_db"], 0.0);
  EXPECT_EQ(options["label_smoothing"], 0.1);
}

TEST(Recipe, RefusesWhatItCanNotRead) {
  const Band& band = Band::get();
  const TemporaryFolder folder;
  write_file(folder / "typo.toml", "epoch = 7\n");
  write_file(folder / "twice.toml", "# mine\nlr = 0.1\nepochs = = 7\n");
  write_file(folder / "word.toml", "lr = 0.1\n optimizer = \"adam\"\n");
  write_file(folder / "number.toml", "epochs = many\n");
  const auto error_of = [&](const std::string& recipe) {
    const Outcome outcome =
        run("backbeat-train",
            with(band.train_arguments(band.music(), "m.safetensors"), {"--recipe", recipe}),
            folder.path());
    EXPECT_NE(outcome.exit_code, 0);
    return outcome.err;
  };
  EXPECT_THAT(error_of("nowhere"), HasSubstr("found no file 'nowhere'"));
  EXPECT_THAT(error_of("typo.toml"), HasSubstr("typo.toml:1: found 'epoch', expected an option"));
  EXPECT_THAT(error_of("twice.toml"),
              HasSubstr("twice.toml:3: epochs: found '= 7', expected one value"));
  EXPECT_THAT(error_of("word.toml"), HasSubstr("word.toml:2: optimizer: "));
  EXPECT_THAT(error_of("number.toml"),
              HasSubstr("number.toml:1: epochs: found 'many', expected a number above 0"));
}

}  // namespace
}  // namespace backbeat::cli
