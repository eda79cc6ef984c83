#include "apps/model/ensemble.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/model/feature_difference.h"
#include "nn/errors.h"

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

void add(std::vector<float>& sum, const std::vector<float>& more) {
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += more[k];
}

void divide(std::vector<float>& sum, float count) {
  for (float& value : sum) value /= count;
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

Ensemble::Ensemble(std::span<const Model> models, Hidden hidden) : models_(models) {
  for (const Model& model : models) classifiers_.emplace_back(model, hidden);
}

double Ensemble::threshold() const {
  double sum = 0.0;
  for (const Model& model : models_) sum += model.calibration.threshold;
  return sum / static_cast<double>(models_.size());
}

Answer Ensemble::classify(const audio::Spectrogram& spectrogram, double start_s) {
  Answer mean = classifiers_.front().classify(spectrogram, start_s);
  for (std::size_t m = 1; m < classifiers_.size(); ++m) {
    const Answer answer = classifiers_[m].classify(spectrogram, start_s);
    add(mean.probabilities, answer.probabilities);
    for (std::size_t w = 0; w < mean.windows.size(); ++w) {
      WindowAnswer& window = mean.windows[w];
      add(window.probabilities, answer.windows[w].probabilities);
      const std::vector<float>& hidden = answer.windows[w].hidden;
      window.hidden.insert(window.hidden.end(), hidden.begin(), hidden.end());
    }
  }
  const auto count = static_cast<float>(classifiers_.size());
  divide(mean.probabilities, count);
  for (WindowAnswer& window : mean.windows) divide(window.probabilities, count);
  return mean;
}

}  // namespace backbeat::apps
