#include "datasets/batches/label_targets.h"

#include <algorithm>
#include <cmath>

namespace backbeat::datasets {

std::vector<float> class_weights(std::span<const int> labels, std::size_t classes,
                                 double exponent) {
  std::vector<int> counts(classes);
  int labelled = 0;
  for (const int label : labels) {
    if (label < 0) continue;
    ++counts[static_cast<std::size_t>(label)];
    ++labelled;
  }
  std::vector<float> weights;
  for (const int count : counts) {
    const double share = static_cast<double>(std::max(count, 1)) / labelled;
    weights.push_back(
        static_cast<float>(std::pow(static_cast<double>(classes) * share, -exponent)));
  }
  return weights;
}

std::vector<float> clip_targets(std::span<const int> labels, std::span<const float> weights,
                                std::size_t classes) {
  std::vector<float> targets(labels.size() * classes);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0) continue;
    targets[i * classes + static_cast<std::size_t>(labels[i])] =
        weights.empty() ? 1.0F : weights[i];
  }
  return targets;
}

std::vector<float> dense_targets(const Batch& batch, std::span<const float> clip_targets,
                                 std::size_t classes) {
  std::vector<float> targets(batch.clips.size() * classes);
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    const auto add = [&](int clip, float share) {
      const auto row = clip_targets.subspan(static_cast<std::size_t>(clip) * classes, classes);
      for (std::size_t k = 0; k < classes; ++k) targets[i * classes + k] += share * row[k];
    };
    const float lambda = batch.lambdas.empty() ? 1.0F : batch.lambdas[i];
    add(batch.clips[i], lambda);
    if (!batch.lambdas.empty()) add(batch.partners[i], 1.0F - lambda);
  }
  return targets;
}

std::vector<float> label_weights(const Batch& batch) {
  std::vector<float> weights;
  for (const int label : batch.labels) weights.push_back(label < 0 ? 0.0F : 1.0F);
  return weights;
}

}  // namespace backbeat::datasets
