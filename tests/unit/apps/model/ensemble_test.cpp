// Models that answer together.

#include "apps/model/ensemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nn/errors.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/apps/model/model_support.h"

namespace backbeat::apps {
namespace {

using ::testing::HasSubstr;

std::vector<Model> two_models() {
  std::vector<Model> models;
  models.push_back(small_model({"a", "b"}, 1));
  models.push_back(small_model({"a", "b"}, 2));
  models[0].calibration = {.temperature = 0.5, .threshold = 0.25};
  models[1].calibration = {.temperature = 2.0, .threshold = 0.75};
  models[1].normalizer.mean = {-25.0F, -25.0F};
  return models;
}

TEST(Ensemble, AnswersTheMeanOfCalibratedProbabilities) {
  const std::vector<Model> models = two_models();
  const audio::Spectrogram clip = small_clip(10);
  const Answer together = Ensemble(models).classify(clip, 3.0);
  const Answer a = Classifier(models[0]).classify(clip, 3.0);
  const Answer b = Classifier(models[1]).classify(clip, 3.0);
  ASSERT_NE(a.probabilities, b.probabilities);
  ASSERT_EQ(together.windows.size(), a.windows.size());
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_FLOAT_EQ(together.probabilities[k], (a.probabilities[k] + b.probabilities[k]) / 2.0F);
    for (std::size_t w = 0; w < a.windows.size(); ++w) {
      EXPECT_FLOAT_EQ(together.windows[w].probabilities[k],
                      (a.windows[w].probabilities[k] + b.windows[w].probabilities[k]) / 2.0F);
      EXPECT_EQ(together.windows[w].start_s, a.windows[w].start_s);
    }
  }
}

TEST(Ensemble, OfOneModelAnswersAsItDoes) {
  const Model model = small_model({"a", "b", "c"});
  const audio::Spectrogram clip = small_clip(9);
  EXPECT_EQ(Ensemble(std::span(&model, 1)).classify(clip).probabilities,
            Classifier(model).classify(clip).probabilities);
}

TEST(Ensemble, ItsThresholdIsTheMeanOfTheirs) {
  const std::vector<Model> models = two_models();
  EXPECT_DOUBLE_EQ(Ensemble(models).threshold(), 0.5);
}

/// The error of loading a usual model ("one") together with `other` ("two").
std::string error_beside(const Model& other) {
  const TemporaryFolder folder;
  const std::string one = (folder / "one.safetensors").string();
  const std::string two = (folder / "two.safetensors").string();
  save_model(one, small_model({"a", "b"}));
  save_model(two, other);
  try {
    return "no error: " + std::to_string(load_models({one, two}).size()) + " models";
  } catch (const nn::FormatError& error) {
    const std::string message = error.what();
    EXPECT_THAT(message, ::testing::StartsWith(two + ": "));
    EXPECT_THAT(message, HasSubstr("as in " + one));
    return message;
  }
}

TEST(Ensemble, LoadsModelsThatFitTogether) {
  EXPECT_EQ(error_beside(small_model({"a", "b"}, 7)), "no error: 2 models");
}

TEST(Ensemble, RefusesOtherLabels) {
  EXPECT_THAT(error_beside(small_model({"a", "c"})),
              HasSubstr("labels: found a, c, expected a, b"));
}

TEST(Ensemble, RefusesAnotherFrontEnd) {
  Model other = small_model({"a", "b"});
  other.features.fmin_hz = 40.0;
  EXPECT_THAT(error_beside(other), HasSubstr("fmin_hz: found 40.0, expected 0.0"));
}

TEST(Ensemble, RefusesAnotherWindow) {
  EXPECT_THAT(error_beside(small_model({"a", "b"}, 1, 8)),
              HasSubstr("window: found 8 frames, expected 4"));
}

}  // namespace
}  // namespace backbeat::apps
