// Models that answer together.

#include "apps/model/ensemble.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apps/model/window_mean.h"
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

/// What `ensemble` says of a recording: `clips` are its spectrograms by each front end.
Answer answer(Ensemble ensemble, const std::vector<audio::Spectrogram>& clips) {
  ensemble.begin();
  for (std::size_t f = 0; f < clips.size(); ++f) ensemble.push(f, clips[f]);
  return ensemble.finish(3.0);
}

TEST(Ensemble, AnswersTheMeanOfCalibratedProbabilities) {
  const std::vector<Model> models = two_models();
  const audio::Spectrogram clip = small_clip(10);
  const Answer together = answer(Ensemble(models), {clip});
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

/// two_models(), of which the second hears half as many frames in a second, and six at a time.
std::vector<Model> two_front_ends() {
  std::vector<Model> models = two_models();
  models[1] = small_model({"a", "b"}, 2, 6);
  models[1].features.hop_length *= 2;
  return models;
}

TEST(Ensemble, AsksEachModelByItsOwnFrontEndAndWindow) {
  const std::vector<Model> models = two_front_ends();
  const audio::Spectrogram fine = small_clip(19);
  const audio::Spectrogram coarse = small_clip(10, 5);
  const Answer together = answer(Ensemble(models, Hidden::kYes), {fine, coarse});
  const Answer a = Classifier(models[0], Hidden::kYes).classify(fine, 3.0);
  const Answer b = Classifier(models[1], Hidden::kYes).classify(coarse, 3.0);
  for (std::size_t k = 0; k < 2; ++k)
    EXPECT_FLOAT_EQ(together.probabilities[k], (a.probabilities[k] + b.probabilities[k]) / 2.0F);
  ASSERT_EQ(together.windows.size(), a.windows.size());
  ASSERT_NE(b.windows.size(), a.windows.size());
  for (std::size_t w = 0; w < a.windows.size(); ++w) {
    const WindowAnswer& window = together.windows[w];
    EXPECT_EQ(window.start_s, a.windows[w].start_s);
    EXPECT_EQ(window.end_s, a.windows[w].end_s);
    const WindowAnswer theirs = mean_between(b.windows, window.start_s, window.end_s);
    EXPECT_FLOAT_EQ(window.probabilities[0],
                    (a.windows[w].probabilities[0] + theirs.probabilities[0]) / 2.0F);
    std::vector<float> hidden = a.windows[w].hidden;
    hidden.insert(hidden.end(), theirs.hidden.begin(), theirs.hidden.end());
    EXPECT_EQ(window.hidden, hidden);
  }
}

TEST(Ensemble, ClassifiesManyRecordingsAsItDoesOne) {
  const std::vector<Model> models = two_front_ends();
  std::vector<audio::Spectrogram> fine, coarse;
  for (unsigned i = 0; i < 40; ++i) {
    fine.push_back(small_clip(12 + static_cast<int>(i), i));
    coarse.push_back(small_clip(6 + static_cast<int>(i) / 2, 100 + i));
  }
  const std::vector<std::span<const audio::Spectrogram>> spectrograms{fine, coarse};
  const std::vector<Answer> answers = classify_all(models, spectrograms);
  ASSERT_EQ(answers.size(), fine.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].probabilities,
              answer(Ensemble(models), {fine[i], coarse[i]}).probabilities);
  }
}

TEST(Ensemble, OfOneModelAnswersAsItDoes) {
  const Model model = small_model({"a", "b", "c"});
  const audio::Spectrogram clip = small_clip(9);
  EXPECT_EQ(answer(Ensemble(std::span(&model, 1)), {clip}).probabilities,
            Classifier(model).classify(clip).probabilities);
}

TEST(Ensemble, ItsThresholdIsTheMeanOfTheirs) {
  EXPECT_DOUBLE_EQ(mean_threshold(two_models()), 0.5);
}

/// Columns `first` to `end` of `clip`.
audio::Spectrogram part_of(const audio::Spectrogram& clip, int first, int end) {
  audio::Spectrogram part{clip.n_mels, end - first, {}};
  for (int mel = 0; mel < clip.n_mels; ++mel) {
    for (int t = first; t < end; ++t) part.values.push_back(clip.at(mel, t));
  }
  return part;
}

TEST(Ensemble, AnswersPartsAsItDoesTheWhole) {
  const std::vector<Model> models = two_models();
  Ensemble ensemble(models, Hidden::kYes);
  for (const int frames : {3, 4, 9, 40}) {
    const audio::Spectrogram clip = small_clip(frames);
    const Answer whole = answer(Ensemble(models, Hidden::kYes), {clip});
    ensemble.begin();
    ensemble.push(0, small_clip(5, 2));  // of a recording that could not be read to its end
    ensemble.begin();
    for (int t = 0; t < frames; t += 3) ensemble.push(0, part_of(clip, t, std::min(t + 3, frames)));
    const Answer parts = ensemble.finish(3.0);
    EXPECT_EQ(parts.probabilities, whole.probabilities);
    ASSERT_EQ(parts.windows.size(), whole.windows.size());
    for (std::size_t w = 0; w < whole.windows.size(); ++w) {
      EXPECT_EQ(parts.windows[w].probabilities, whole.windows[w].probabilities);
      EXPECT_EQ(parts.windows[w].hidden, whole.windows[w].hidden);
      EXPECT_EQ(parts.windows[w].start_s, whole.windows[w].start_s);
      EXPECT_EQ(parts.windows[w].end_s, whole.windows[w].end_s);
    }
  }
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
    std::string message = error.what();
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

TEST(Ensemble, LoadsModelsOfOtherFrontEndsAndWindows) {
  Model other = small_model({"a", "b"}, 1, 8);
  other.features.fmin_hz = 40.0;
  EXPECT_EQ(error_beside(other), "no error: 2 models");
}

}  // namespace
}  // namespace backbeat::apps
