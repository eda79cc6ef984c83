#include "apps/training/embedding.h"

#include <omp.h>
#include <string>
#include <utility>

#include "apps/cli/progress.h"
#include "apps/model/classifier.h"
#include "datasets/digest.h"
#include "datasets/parallel_for_each.h"
#include "datasets/per_thread.h"
#include "nn/graph/heads.h"

namespace backbeat::apps {
namespace {

Model trunk_model(const Model& model, const Body& body) {
  Model trunk{.labels = model.labels,
              .features = model.features,
              .normalizer = model.normalizer,
              .network = trunk_of(body.network),
              .parameters = {},
              .training = {}};
  trunk.parameters = trunk.network.initialise(0);
  nn::copy_common(body.network, body.parameters, trunk.network, trunk.parameters);
  return trunk;
}

/// (windows x numbers), row by row, to (numbers, windows).
audio::Spectrogram transposed(const std::vector<float>& rows, int numbers) {
  const auto n = static_cast<std::size_t>(numbers);
  const std::size_t windows = rows.size() / n;
  audio::Spectrogram spectrogram{numbers, static_cast<int>(windows),
                                 std::vector<float>(rows.size())};
  for (std::size_t w = 0; w < windows; ++w) {
    for (std::size_t k = 0; k < n; ++k) spectrogram.values[k * windows + w] = rows[w * n + k];
  }
  return spectrogram;
}

}  // namespace

std::vector<audio::Spectrogram> embed(const Model& trunk,
                                      std::span<const audio::Spectrogram> spectrograms,
                                      KnownEmbeddings& known) {
  const int numbers = trunk.network.output_shape().channels;
  Progress progress("embeddings", spectrograms.size());
  datasets::PerThread<Classifier> classifiers([&] { return Classifier(trunk); });
  std::vector<audio::Spectrogram> embedded(spectrograms.size());
  datasets::parallel_for_each(
      spectrograms.size(), omp_get_max_threads(),
      [&](std::size_t i) {
        const std::string digest = datasets::fingerprint(spectrograms[i].values);
        if (auto found = known.find(digest)) {
          embedded[i] = std::move(*found);
          return;
        }
        embedded[i] = transposed(classifiers.mine().logits(spectrograms[i]), numbers);
        known.add(digest, embedded[i]);
      },
      [&](std::size_t done) { progress.update(done); });
  progress.clear();
  return embedded;
}

Model head_of(const Model& model, const Start& start, std::uint64_t seed) {
  const int numbers = trunk_of(start.body->network).output_shape().channels;
  Model head{.labels = model.labels,
             .features = model.features,
             .normalizer = datasets::Normalizer::identity(numbers, {}),
             .network = head_alone(numbers, start.head, static_cast<int>(model.labels.size())),
             .parameters = {},
             .training = {}};
  head.features.n_mels = numbers;
  head.parameters = head.network.initialise(seed);
  return head;
}

Sides embedded_sides(const Model& model, const Start& start, const Sides& sides) {
  const Model trunk = trunk_model(model, *start.body);
  const auto embedded = [&](const LoadedClips& side) {
    LoadedClips copy{
        .features = {.spectrograms = embed(trunk, side.features.spectrograms, *start.embeddings),
                     .labels = side.features.labels,
                     .waveforms = nullptr},
        .clips = side.clips,
        .positions = side.positions,
        .durations_s = side.durations_s};
    return copy;
  };
  return {.labels = sides.labels,
          .train = embedded(sides.train),
          .valid = embedded(sides.valid),
          .test = {}};
}

}  // namespace backbeat::apps
