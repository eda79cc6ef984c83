#include "apps/training/calibrate.h"

#include <vector>

#include "apps/model/classifier.h"
#include "nn/metrics/abstention.h"

namespace backbeat::apps {

nn::ClipLogits clip_logits(const Model& model, std::span<const audio::Spectrogram> clips,
                           std::span<const int> labels) {
  Classifier classifier(model);
  nn::ClipLogits windows{.classes = static_cast<int>(model.labels.size()),
                         .labels{labels.begin(), labels.end()}};
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const std::vector<float> logits = classifier.logits(clips[i]);
    windows.logits.insert(windows.logits.end(), logits.begin(), logits.end());
    windows.clips.resize(windows.logits.size() / model.labels.size(), static_cast<int>(i));
  }
  return windows;
}

Calibration calibrate(const nn::ClipLogits& windows, double precision) {
  if (windows.labels.empty()) return {};
  const double temperature = nn::fit_temperature(windows);
  const auto chosen =
      nn::choose_threshold(precision, windows.labels, nn::clip_probabilities(windows, temperature),
                           windows.classes, windows.weights);
  return {.temperature = temperature, .threshold = chosen.threshold, .precision = chosen.precision};
}

}  // namespace backbeat::apps
