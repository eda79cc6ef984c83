// Calibrated answers: what a model's temperature does, and how it is found and kept.

#include "apps/model/calibration.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/files/safetensors_file.h"
#include "apps/model/classifier.h"
#include "apps/training/calibrate.h"
#include "nn/softmax.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/apps/model/model_support.h"

namespace backbeat::apps {
namespace {

TEST(ModelCalibration, TheClassifierDividesItsLogitsByTheTemperature) {
  Model model = small_model({"a", "b", "c"});
  model.calibration.temperature = 2.5;
  Classifier classifier(model);
  const audio::Spectrogram clip = small_clip(7);
  std::vector<float> p = classifier.logits(clip);
  ASSERT_EQ(p.size(), 9U) << "windows at frames 0, 2 and 3";
  for (float& logit : p) logit /= 2.5F;
  nn::softmax(p, 3, p);
  const Answer answer = classifier.classify(clip);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(answer.windows[1].probabilities[k], p[3 + k], 1e-6F);
    EXPECT_NEAR(answer.probabilities[k], (p[k] + p[3 + k] + p[6 + k]) / 3.0F, 1e-6F);
  }
}

/// Clips with the labels that `model` gives them, but for every `wrong`th.
struct Answered {
  std::vector<audio::Spectrogram> clips;
  std::vector<int> labels;

  Answered(const Model& model, int n, int wrong) {
    Classifier classifier(model);
    for (int i = 0; i < n; ++i) {
      clips.push_back(small_clip(9, static_cast<unsigned>(i)));
      const int best = classifier.classify(clips.back()).best();
      labels.push_back(i % wrong == 0 ? (best + 1) % static_cast<int>(model.labels.size()) : best);
    }
  }
};

TEST(ModelCalibration, IsFittedToLabelledClips) {
  const Model model = small_model({"a", "b"});
  const Answered right(model, 40, 1000);
  const Answered often_wrong(model, 40, 3);
  const Calibration sure = calibrate(clip_logits(model, right.clips, right.labels), 0.9);
  const Calibration unsure =
      calibrate(clip_logits(model, often_wrong.clips, often_wrong.labels), 0.9);
  EXPECT_LT(sure.temperature, unsure.temperature);
  EXPECT_EQ(sure.threshold, 0.0) << "39 of 40 are right";
  EXPECT_GT(unsure.threshold, 0.0);
  EXPECT_GE(sure.precision, 0.9);
}

TEST(ModelCalibration, TheThresholdIsOneOfCalibratedAnswers) {
  Model model = small_model({"a", "b"});
  const Answered answers(model, 60, 4);
  model.calibration = calibrate(clip_logits(model, answers.clips, answers.labels), 0.9);
  Classifier classifier(model);
  int given = 0;
  int right = 0;
  for (std::size_t i = 0; i < answers.clips.size(); ++i) {
    const Answer answer = classifier.classify(answers.clips[i]);
    if (static_cast<double>(answer.confidence()) < model.calibration.threshold) continue;
    ++given;
    right += answer.best() == answers.labels[i];
  }
  ASSERT_GE(given, 10);
  EXPECT_NEAR(static_cast<double>(right) / given, model.calibration.precision, 1e-9);
}

TEST(ModelCalibration, TheOneThatAModelHasDoesNotMatterForTheNext) {
  Model model = small_model({"a", "b"});
  const Answered answers(model, 30, 4);
  const Calibration first = calibrate(clip_logits(model, answers.clips, answers.labels), 0.9);
  model.calibration.temperature = 7.0;
  const Calibration second = calibrate(clip_logits(model, answers.clips, answers.labels), 0.9);
  EXPECT_EQ(first.temperature, second.temperature);
  EXPECT_EQ(first.threshold, second.threshold);
}

TEST(ModelCalibration, WithoutClipsItLeavesEverythingAsItIs) {
  const Calibration none = calibrate(clip_logits(small_model({"a", "b"}), {}, {}), 0.9);
  EXPECT_EQ(none.temperature, 1.0);
  EXPECT_EQ(none.threshold, 0.0);
}

TEST(ModelCalibration, TravelsInTheModelFile) {
  const TemporaryFolder folder;
  Model model = small_model({"a", "b"});
  model.calibration = {.temperature = 1.75, .threshold = 0.625, .precision = 0.9375};
  save_model(folder / "m.safetensors", model);
  const Calibration loaded = load_model(folder / "m.safetensors").calibration;
  EXPECT_EQ(loaded.temperature, 1.75);
  EXPECT_EQ(loaded.threshold, 0.625);
  EXPECT_EQ(loaded.precision, 0.9375);
}

TEST(ModelCalibration, OlderModelsHaveNone) {
  const TemporaryFolder folder;
  Model model = small_model({"a", "b"});
  model.calibration = {.temperature = 2.0, .threshold = 0.5};
  save_model(folder / "m.safetensors", model);
  nn::TensorFile file = nn::read_safetensors(folder / "m.safetensors");
  ASSERT_EQ(file.metadata.erase("calibration"), 1U);
  write_safetensors(folder / "m.safetensors", file);
  const Calibration loaded = load_model(folder / "m.safetensors").calibration;
  EXPECT_EQ(loaded.temperature, 1.0);
  EXPECT_EQ(loaded.threshold, 0.0);
}

TEST(ModelCalibration, RefusesATemperatureThatIsNone) {
  for (const double temperature : {0.0, -1.0}) {
    EXPECT_THROW(calibration_from_json(
                     {{"temperature", temperature}, {"threshold", 0.0}, {"precision", 0.0}}),
                 std::invalid_argument);
  }
}

}  // namespace
}  // namespace backbeat::apps
