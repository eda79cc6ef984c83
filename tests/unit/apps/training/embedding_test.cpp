// A head that learns from what a body says of each window answers as it does on the body itself.

#include "apps/training/embedding.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "apps/model/classifier.h"
#include "nn/graph/heads.h"

namespace backbeat::apps {
namespace {

constexpr int kMels = 8;

audio::Spectrogram noise(int frames, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> level(-40.0F, 12.0F);
  audio::Spectrogram spectrogram{
      kMels, frames, std::vector<float>(std::size_t{kMels} * static_cast<std::size_t>(frames))};
  for (float& value : spectrogram.values) value = level(generator);
  return spectrogram;
}

void shake(nn::Parameters& parameters) {
  std::mt19937 generator(7);
  std::normal_distribution<float> normal(0.0F, 0.3F);
  for (float& value : parameters.phi) value += normal(generator);
  for (float& value : parameters.state) value += std::abs(normal(generator));
}

TEST(Embedding, LetsTheHeadAnswerAsOnItsBody) {
  const audio::Compression compression{.log = audio::LogKind::kLn, .offset = 1e-4, .scale = 0.2};
  auto body = std::make_shared<Body>(
      Body{.features = {.n_mels = kMels, .compression = compression},
           .network = nn::Network::parse("input 1 8 12\nc conv 4 3x3 output\nr relu\n"
                                         "g global_avg_pool\nf linear 6 output\n"),
           .parameters = {},
           .about = {},
           .digest = {}});
  body->parameters = body->network.initialise(1);
  shake(body->parameters);
  const Start start{
      .body = body, .embeddings = std::make_shared<KnownEmbeddings>(), .head = HeadKind::kHidden};
  Model model{.labels = {"a", "b", "c"},
              .features = body->features,
              .normalizer = datasets::Normalizer::identity(kMels, compression),
              .network = with_head(body->network, start.head, 3),
              .parameters = {},
              .training = {}};
  model.parameters = model.network.initialise(2);
  nn::copy_common(body->network, body->parameters, model.network, model.parameters);

  Model head = head_of(model, start, 3);
  shake(head.parameters);
  nn::copy_common(head.network, head.parameters, model.network, model.parameters);
  // Shorter than a window, whole windows, and one that is moved back to the end.
  Sides sides{.labels = model.labels, .train = {}, .valid = {}, .test = {}};
  for (const int frames : {5, 12, 31}) {
    sides.train.features.spectrograms.push_back(noise(frames, static_cast<unsigned>(frames)));
    sides.train.features.labels.push_back(0);
  }
  embedded_sides(model, start, sides);
  const Sides embedded = embedded_sides(model, start, sides);  // known by now
  Classifier whole(model);
  Classifier alone(head);
  for (std::size_t i = 0; i < 3; ++i) {
    const Answer expected = whole.classify(sides.train.features.spectrograms[i]);
    const audio::Spectrogram& numbers = embedded.train.features.spectrograms[i];
    EXPECT_EQ(numbers.n_mels, 14) << "maximum and mean of 4 channels, and 6 answers";
    EXPECT_EQ(numbers.n_frames, static_cast<int>(expected.windows.size()));
    const Answer found = alone.classify(numbers);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(found.probabilities[k], expected.probabilities[k], 1e-5);
    }
  }
}

}  // namespace
}  // namespace backbeat::apps
