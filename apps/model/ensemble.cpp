#include "apps/model/ensemble.h"

#include <omp.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/model/window_mean.h"
#include "datasets/parallel_for_each.h"
#include "datasets/per_thread.h"
#include "nn/errors.h"
#include "nn/metrics/mean.h"

namespace backbeat::apps {

std::vector<Model> load_models(const std::vector<std::string>& paths,
                               const std::vector<std::string>& body_paths) {
  std::vector<Body> bodies;
  for (const std::string& path : body_paths) bodies.push_back(load_body(path));
  std::vector<Model> models;
  for (const std::string& path : paths) {
    models.push_back(load_model(path, bodies));
    const std::vector<std::string>& found = models.back().labels;
    const std::vector<std::string>& expected = models.front().labels;
    if (found == expected) continue;
    throw nn::FormatError(
        fmt::format("{}: labels: found {}, expected {}, as in {}; models that answer together need "
                    "equal labels",
                    path, fmt::join(found, ", "), fmt::join(expected, ", "), paths.front()));
  }
  return models;
}

Ensemble::Ensemble(std::span<const Model> models, Hidden hidden) : front_ends_(models) {
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

void Ensemble::push(std::size_t front_end, const audio::Spectrogram& part) {
  for (std::size_t m = 0; m < classifiers_.size(); ++m) {
    if (front_ends_.of(m) == front_end) classifiers_[m].push(part);
  }
}

Answer Ensemble::finish(double start_s, std::span<const int> sample_rates_hz) {
  const auto finish = [&](std::size_t m) {
    return classifiers_[m].finish(start_s,
                                  sample_rates_hz.empty() ? 0 : sample_rates_hz[front_ends_.of(m)]);
  };
  Answer together = finish(0);
  nn::VectorMean whole;
  std::vector<nn::VectorMean> parts(together.windows.size());
  whole.add(together.probabilities);
  for (std::size_t w = 0; w < parts.size(); ++w) parts[w].add(together.windows[w].probabilities);
  for (std::size_t m = 1; m < classifiers_.size(); ++m) {
    const Answer answer = finish(m);
    whole.add(answer.probabilities);
    for (std::size_t w = 0; w < parts.size(); ++w) {
      WindowAnswer& window = together.windows[w];
      const WindowAnswer theirs = mean_between(answer.windows, window.start_s, window.end_s);
      parts[w].add(theirs.probabilities);
      window.hidden.insert(window.hidden.end(), theirs.hidden.begin(), theirs.hidden.end());
    }
  }
  together.probabilities = whole.value();
  for (std::size_t w = 0; w < parts.size(); ++w)
    together.windows[w].probabilities = parts[w].value();
  return together;
}

std::vector<Answer> classify_all(std::span<const Model> models,
                                 std::span<const std::span<const audio::Spectrogram>> spectrograms,
                                 const std::function<void(std::size_t)>& on_done) {
  const std::size_t recordings = spectrograms.front().size();
  const auto most = static_cast<std::size_t>(omp_get_max_threads());
  const std::size_t threads = recordings < most ? 1 : most;
  datasets::PerThread<Ensemble> ensembles([&] { return Ensemble(models); });
  std::vector<Answer> answers(recordings);
  datasets::parallel_for_each(
      recordings, static_cast<int>(threads),
      [&](std::size_t i) {
        Ensemble& ensemble = ensembles.mine();
        ensemble.begin();
        for (std::size_t f = 0; f < spectrograms.size(); ++f) ensemble.push(f, spectrograms[f][i]);
        answers[i] = ensemble.finish();
      },
      on_done);
  return answers;
}

std::vector<Answer> classify_all(const Model& model,
                                 std::span<const audio::Spectrogram> spectrograms) {
  return classify_all(std::span(&model, 1), std::span(&spectrograms, 1));
}

}  // namespace backbeat::apps
