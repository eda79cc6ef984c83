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

Model trunk_model(const Body& body) {
  Model trunk{
      .labels = {},
      .features = body.features,
      .normalizer = datasets::Normalizer::identity(body.features.n_mels, body.features.compression),
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

std::vector<audio::Spectrogram> embed(const Body& body,
                                      std::span<const audio::Spectrogram> spectrograms,
                                      KnownEmbeddings& known) {
  const Model trunk = trunk_model(body);
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

LoadedClips embedded(const Start& start, const LoadedClips& clips) {
  return {.features = {.spectrograms =
                           embed(*start.body, clips.features.spectrograms, *start.embeddings),
                       .labels = clips.features.labels,
                       .waveforms = nullptr},
          .clips = clips.clips,
          .positions = clips.positions,
          .durations_s = clips.durations_s};
}

Sides embedded_sides(const Start& start, const Sides& sides) {
  return {.labels = sides.labels,
          .train = embedded(start, sides.train),
          .valid = embedded(start, sides.valid),
          .test = {}};
}

Model new_head(const nn::Network& network, const std::vector<std::string>& labels) {
  Model head{.labels = labels,
             .features = {},
             .normalizer = {},
             .network = head_alone(network),
             .parameters = {},
             .training = {}};
  const int numbers = head.network.input_shape().height;
  head.features.n_mels = numbers;
  head.normalizer = datasets::Normalizer::identity(numbers, {});
  return head;
}

Model head_of(const Model& model) {
  Model head = new_head(model.network, model.labels);
  head.calibration = model.calibration;
  head.training = model.training;
  head.source = model.source;
  head.parameters = head.network.initialise(0);
  nn::copy_common(model.network, model.parameters, head.network, head.parameters);
  return head;
}

}  // namespace backbeat::apps
