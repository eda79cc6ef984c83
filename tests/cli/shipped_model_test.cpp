// models/genre11.safetensors, which answers where no model is named, and its card.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/band.h"

namespace backbeat::cli {
namespace {

namespace fs = std::filesystem;

const fs::path kModels = fs::path(BACKBEAT_SOURCE_DIR) / "models";

TEST(ShippedModel, AnswersWhereNoneIsNamed) {
  const std::vector<std::string> genres = {"blues",      "classical", "country", "disco",
                                           "electronic", "hiphop",    "jazz",    "metal",
                                           "pop",        "reggae",    "rock"};
  const Band& band = Band::get();
  const Outcome outcome =
      run("backbeat-predict", {"house/house.00001.wav", "--format", "jsonl"}, band.music());
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto line = nlohmann::json::parse(outcome.out);
  std::vector<std::string> labels;
  double sum = 0;
  for (const auto& [label, probability] : line["probabilities"].items()) {
    labels.push_back(label);
    sum += probability.get<double>();
  }
  EXPECT_THAT(labels, testing::UnorderedElementsAreArray(genres));
  EXPECT_NEAR(sum, 1, 1e-4);
}

TEST(ShippedModel, IsSmallAndKnowsWhenToAnswerUnknown) {
  const fs::path model = kModels / "genre11.safetensors";
  EXPECT_LE(fs::file_size(model), 3'000'000);
  const auto calibration = nlohmann::json::parse(metadata_of(model).at("calibration"));
  EXPECT_GE(calibration["precision"], 0.9);
  EXPECT_GT(calibration["threshold"], 0.0);
  EXPECT_LT(calibration["threshold"], 1.0);
}

/// The card's table has a row a genre: a model of other genres needs another card.
TEST(ShippedModel, HasACardWithARowForEachGenre) {
  const std::string card = read_file(kModels / "genre11.md");
  const auto labels =
      nlohmann::json::parse(metadata_of(kModels / "genre11.safetensors").at("labels"));
  for (const std::string label : labels) {
    EXPECT_THAT(card, testing::HasSubstr("\n| " + label + " |")) << label;
  }
}

}  // namespace
}  // namespace backbeat::cli
