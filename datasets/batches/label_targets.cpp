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

std::vector<float> dense_targets(const Batch& batch, std::span<const float> weights,
                                 std::size_t classes) {
  const auto weight = [&](int clip) {
    return weights.empty() ? 1.0F : weights[static_cast<std::size_t>(clip)];
  };
  std::vector<float> targets(batch.labels.size() * classes);
  for (std::size_t i = 0; i < batch.labels.size(); ++i) {
    const float lambda = batch.lambdas.empty() ? 1.0F : batch.lambdas[i];
    const auto add = [&](int label, float share) {
      if (label >= 0) targets[i * classes + static_cast<std::size_t>(label)] += share;
    };
    add(batch.labels[i], lambda * weight(batch.clips[i]));
    if (batch.lambdas.empty()) continue;
    add(batch.partner_labels[i], (1.0F - lambda) * weight(batch.partners[i]));
  }
  return targets;
}

std::vector<float> label_weights(const Batch& batch) {
  std::vector<float> weights;
  for (const int label : batch.labels) weights.push_back(label < 0 ? 0.0F : 1.0F);
  return weights;
}

}  // namespace backbeat::datasets
