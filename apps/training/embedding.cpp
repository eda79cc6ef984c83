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

namespace {

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

/// Puts what is known into `embedded`; returns the positions of what is not.
std::vector<std::size_t> look_up(std::span<const audio::Spectrogram> spectrograms,
                                 KnownEmbeddings& known,
                                 std::vector<audio::Spectrogram>& embedded) {
  datasets::parallel_for_each(spectrograms.size(), omp_get_max_threads(), [&](std::size_t i) {
    auto found = known.find(datasets::fingerprint(spectrograms[i].values));
    if (found) embedded[i] = std::move(*found);
  });
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < embedded.size(); ++i) {
    if (embedded[i].values.empty()) unknown.push_back(i);
  }
  return unknown;
}

}  // namespace

std::vector<audio::Spectrogram> embed(const Body& body,
                                      std::span<const audio::Spectrogram> spectrograms,
                                      KnownEmbeddings& known) {
  std::vector<audio::Spectrogram> embedded(spectrograms.size());
  const std::vector<std::size_t> unknown = look_up(spectrograms, known, embedded);
  if (unknown.empty()) return embedded;
  const Model trunk = trunk_model(body);
  const int numbers = trunk.network.output_shape().channels;
  Progress progress("embeddings", unknown.size());
  datasets::PerThread<Classifier> classifiers([&] { return Classifier(trunk); });
  datasets::parallel_for_each(
      unknown.size(), omp_get_max_threads(),
      [&](std::size_t k) {
        const std::size_t i = unknown[k];
        embedded[i] = transposed(classifiers.mine().logits(spectrograms[i]), numbers);
        known.add(datasets::fingerprint(spectrograms[i].values), embedded[i]);
      },
      [&](std::size_t done) { progress.update(done); });
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
