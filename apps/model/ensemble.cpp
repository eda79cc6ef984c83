#include "apps/model/ensemble.h"

#include <omp.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/model/feature_difference.h"
#include "datasets/parallel_for_each.h"
#include "datasets/per_thread.h"
#include "nn/errors.h"
#include "nn/metrics/mean.h"

namespace backbeat::apps {
namespace {

/// What keeps two models from answering together; empty: nothing.
std::string mismatch(const Model& found, const Model& expected) {
  if (found.labels != expected.labels) {
    return fmt::format("labels: found {}, expected {}", fmt::join(found.labels, ", "),
                       fmt::join(expected.labels, ", "));
  }
  if (found.window_frames() != expected.window_frames()) {
    return fmt::format("window: found {} frames, expected {}", found.window_frames(),
                       expected.window_frames());
  }
  return difference(found.features, expected.features);
}

}  // namespace

std::vector<Model> load_models(const std::vector<std::string>& paths) {
  std::vector<Model> models;
  for (const std::string& path : paths) {
    models.push_back(load_model(path));
    const std::string reason = mismatch(models.back(), models.front());
    if (reason.empty()) continue;
    throw nn::FormatError(
        fmt::format("{}: {}, as in {}; models that answer together need equal labels, front end "
                    "and window",
                    path, reason, paths.front()));
  }
  return models;
}

Ensemble::Ensemble(std::span<const Model> models, Hidden hidden) {
  for (const Model& model : models) {
    try {
      classifiers_.emplace_back(model, hidden);
    } catch (const nn::MemoryError& error) {
      throw nn::MemoryError(fmt::format("{}: {}", model.source, error.what()));
    }
  }
}

double mean_threshold(std::span<const Model> models) {
  std::vector<double> thresholds;
  for (const Model& model : models) thresholds.push_back(model.calibration.threshold);
  return nn::mean(thresholds);
}

void Ensemble::begin() {
  for (Classifier& classifier : classifiers_) classifier.begin();
}

void Ensemble::push(const audio::Spectrogram& part) {
  for (Classifier& classifier : classifiers_) classifier.push(part);
}

Answer Ensemble::classify(const audio::Spectrogram& spectrogram, double start_s) {
  begin();
  push(spectrogram);
  return finish(start_s);
}

Answer Ensemble::finish(double start_s) {
  Answer together = classifiers_.front().finish(start_s);
  nn::VectorMean whole;
  std::vector<nn::VectorMean> parts(together.windows.size());
  whole.add(together.probabilities);
  for (std::size_t w = 0; w < parts.size(); ++w) parts[w].add(together.windows[w].probabilities);
  for (std::size_t m = 1; m < classifiers_.size(); ++m) {
    const Answer answer = classifiers_[m].finish(start_s);
    whole.add(answer.probabilities);
    for (std::size_t w = 0; w < parts.size(); ++w) {
      parts[w].add(answer.windows[w].probabilities);
      const std::vector<float>& hidden = answer.windows[w].hidden;
      together.windows[w].hidden.insert(together.windows[w].hidden.end(), hidden.begin(),
                                        hidden.end());
    }
  }
  together.probabilities = whole.value();
  for (std::size_t w = 0; w < parts.size(); ++w)
    together.windows[w].probabilities = parts[w].value();
  return together;
}

std::vector<Answer> classify_all(std::span<const Model> models,
                                 std::span<const audio::Spectrogram> spectrograms,
                                 const std::function<void(std::size_t)>& on_done) {
  const auto most = static_cast<std::size_t>(omp_get_max_threads());
  const std::size_t threads = spectrograms.size() < most ? 1 : most;
  datasets::PerThread<Ensemble> ensembles([&] { return Ensemble(models); });
  std::vector<Answer> answers(spectrograms.size());
  datasets::parallel_for_each(
      spectrograms.size(), static_cast<int>(threads),
      [&](std::size_t i) { answers[i] = ensembles.mine().classify(spectrograms[i]); }, on_done);
  return answers;
}

}  // namespace backbeat::apps
