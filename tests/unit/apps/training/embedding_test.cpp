// What a body says of each window: the head answers from it as on the body itself, and it is kept.

#include "apps/training/embedding.h"

#include <filesystem>
#include <fstream>
#include <span>

#include <gtest/gtest.h>

#include "apps/evaluation/judge.h"
#include "apps/model/classifier.h"
#include "apps/training/question.h"
#include "nn/graph/heads.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/apps/training/body_support.h"

namespace backbeat::apps {
namespace {

class Embedding : public ::testing::Test {
 protected:
  Embedding() : body_(make_body()), start_{.body = body_, .head = Head{.hidden = 16}} {
    start_.embeddings = std::make_shared<KnownEmbeddings>(*body_, "");
    // Shorter than a window, whole windows, and one that is moved back to the end.
    for (const int frames : {5, 12, 31}) {
      clips_.features.spectrograms.push_back(noise(frames, static_cast<unsigned>(frames)));
      clips_.features.labels.push_back(0);
      clips_.clips.push_back({.path = "a.wav"});
    }
  }

  Model trained_model() const {
    Model model{.labels = {"a", "b", "c"},
                .features = body_->features,
                .normalizer = datasets::Normalizer::identity(kMels, body_->features.compression),
                .network = with_head(body_->network, *start_.head, 3),
                .parameters = {},
                .calibration = {.temperature = 1.5, .threshold = 0.4},
                .training = {{"class_counts", {1, 4, 2}}}};
    model.parameters = model.network.initialise(2);
    shake(model.parameters);
    nn::copy_common(body_->network, body_->parameters, model.network, model.parameters);
    return model;
  }

  std::shared_ptr<Body> body_;
  Start start_;
  LoadedClips clips_;
};

TEST_F(Embedding, HasAFrameForEachWindowAndABandForEachNumber) {
  const Model model = trained_model();
  Classifier whole(model);
  const LoadedClips numbers = embedded(start_, clips_);
  for (std::size_t i = 0; i < 3; ++i) {
    const audio::Spectrogram& of_clip = numbers.features.spectrograms[i];
    EXPECT_EQ(of_clip.n_mels, 14) << "maximum and mean of 4 channels, and 6 answers";
    EXPECT_EQ(of_clip.n_frames,
              static_cast<int>(whole.classify(clips_.features.spectrograms[i]).windows.size()));
  }
}

TEST_F(Embedding, LetsTheHeadAnswerAsOnItsBody) {
  const Model model = trained_model();
  const auto expected = answer_clips(model, clips_);
  for (int time = 0; time < 2; ++time) {  // asked, and known by then
    const Question question(model, start_, clips_);
    EXPECT_EQ(question.clips().features.spectrograms[2].n_mels, 14) << "the body is asked";
    const auto found = answer_clips(question.model(), question.clips());
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(found[i].probabilities, expected[i].probabilities);
      EXPECT_EQ(found[i].majority, 1);
      EXPECT_EQ(found[i].threshold, 0.4);
    }
  }
}

TEST_F(Embedding, IsNoneOfABodyThatLearns) {
  Model model = trained_model();
  std::string text = model.network.text();
  text.erase(text.find(" frozen"), 7);
  model.network = nn::Network::parse(text);
  const Question question(model, start_, clips_);
  EXPECT_EQ(&question.model(), &model);
  EXPECT_EQ(&question.clips(), &clips_);
}

TEST_F(Embedding, IsKeptOnDisk) {
  const TemporaryFolder folder;
  const auto spectrograms = std::span(clips_.features.spectrograms);
  const auto embeddings = [&](const Body& body) {
    KnownEmbeddings known(body, folder.path());
    return embed(body, spectrograms, known);
  };
  const auto asked = embeddings(*body_);
  shake(body_->parameters);  // what is asked again answers otherwise
  const auto kept = embeddings(*body_);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(kept[i].values, asked[i].values);
  EXPECT_NE(embeddings(*make_body(9))[0].values, asked[0].values) << "those of another body";
}

TEST_F(Embedding, IsMadeAgainWhereItsEntryIsDamaged) {
  const TemporaryFolder folder;
  const auto embedding = [&] {
    KnownEmbeddings known(*body_, folder.path());
    return embed(*body_, std::span(clips_.features.spectrograms).first(1), known)[0].values;
  };
  const std::vector<float> asked = embedding();
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  ASSERT_EQ(files.size(), 1U);
  std::fstream file(files[0], std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(70);
  file.put('\x55');
  file.close();
  EXPECT_EQ(embedding(), asked);
}

}  // namespace
}  // namespace backbeat::apps
