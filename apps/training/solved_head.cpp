#include "apps/training/solved_head.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <vector>

#include "datasets/batches/label_targets.h"
#include "nn/graph/workspace.h"
#include "nn/metrics/metrics.h"
#include "nn/training/lbfgs.h"
#include "nn/training/loss.h"

namespace backbeat::apps {
namespace {

/// Windows that go through the head together: memory does not grow with their number.
constexpr std::size_t kBatch = 1024;

/// All windows of all clips as examples whose mean weight is that of the clips.
struct Examples {
  std::size_t n = 0;
  std::vector<float> inputs;   ///< (n x numbers)
  std::vector<float> targets;  ///< (n x classes), a distribution times the window's weight
  std::vector<int> labels;
};

/// The targets of the clips with what the recipe does to them.
std::vector<float> clip_targets(const LabelledFeatures& clips, const Recipe& recipe,
                                std::span<const float> given, std::size_t classes) {
  std::vector<float> targets = given.empty() ? datasets::clip_targets(clips.labels, {}, classes)
                                             : std::vector<float>(given.begin(), given.end());
  const auto e = static_cast<float>(recipe.label_smoothing);
  for (float& q : targets) q = (1.0F - e) * q + e / static_cast<float>(classes);
  if (recipe.class_weights == 0.0) return targets;
  const auto w = datasets::class_weights(clips.labels, classes, recipe.class_weights);
  for (std::size_t i = 0; i < targets.size(); ++i) targets[i] *= w[i % classes];
  return targets;
}

Examples examples_of(const LabelledFeatures& clips, const Recipe& recipe,
                     std::span<const float> given, std::size_t classes) {
  const std::vector<float> targets = clip_targets(clips, recipe, given, classes);
  Examples examples;
  for (const audio::Spectrogram& clip : clips.spectrograms) {
    examples.n += static_cast<std::size_t>(clip.n_frames);
  }
  const auto per_clip = static_cast<float>(examples.n) / static_cast<float>(clips.labels.size());
  for (std::size_t i = 0; i < clips.labels.size(); ++i) {
    const audio::Spectrogram& clip = clips.spectrograms[i];
    const auto windows = static_cast<std::size_t>(clip.n_frames);
    const float weight = per_clip / static_cast<float>(windows);
    for (std::size_t j = 0; j < windows; ++j) {
      for (std::size_t k = 0; k < static_cast<std::size_t>(clip.n_mels); ++k) {
        examples.inputs.push_back(clip.values[k * windows + j]);
      }
      for (const float q : std::span(targets).subspan(i * classes, classes)) {
        examples.targets.push_back(weight * q);
      }
      examples.labels.push_back(clips.labels[i]);
    }
  }
  return examples;
}

/// L of a head on examples, and its gradient.
class HeadLoss {
 public:
  HeadLoss(Model& head, const Examples& examples, double weight_decay)
      : head_(head),
        examples_(examples),
        weight_decay_(weight_decay),
        workspace_(head.network, {.max_batch = static_cast<int>(std::min(kBatch, examples.n)),
                                  .backward = true}) {}

  double operator()(std::span<const nn::real> phi, std::span<nn::real> d_phi) {
    std::ranges::copy(phi, head_.parameters.phi.begin());
    data_loss_ = 0.0;
    right_ = 0;
    for (std::size_t first = 0; first < examples_.n; first += kBatch) {
      add_batch(first, std::min(kBatch, examples_.n - first), d_phi);
    }
    double penalty = 0.0;
    for (const nn::TensorSlice& slice : head_.network.parameters()) {
      if (!slice.spec.decays || slice.spec.frozen) continue;
      for (std::size_t i = slice.offset; i < slice.offset + slice.spec.size(); ++i) {
        const auto weight = static_cast<double>(phi[i]);
        penalty += weight * weight;
        d_phi[i] += static_cast<nn::real>(weight_decay_ * weight);
      }
    }
    return data_loss_ + weight_decay_ / 2.0 * penalty;
  }

  double data_loss() const { return data_loss_; }
  double accuracy() const { return right_ / static_cast<double>(examples_.n); }

 private:
  void add_batch(std::size_t first, std::size_t n, std::span<nn::real> d_phi) {
    const auto rows = [&](const std::vector<float>& values) {
      const std::size_t width = values.size() / examples_.n;
      return std::span(values).subspan(first * width, n * width);
    };
    const auto share = static_cast<double>(n) / static_cast<double>(examples_.n);
    const auto logits = head_.network.forward(head_.parameters, workspace_, rows(examples_.inputs),
                                              static_cast<int>(n), nn::Mode::kTrain);
    const auto d_logits = workspace_.output_gradient();
    data_loss_ += share * nn::CrossEntropy{}(logits, rows(examples_.targets),
                                             static_cast<int>(head_.labels.size()), d_logits);
    for (nn::real& d : d_logits.first(logits.size())) d *= static_cast<nn::real>(share);
    right_ += nn::count_right(logits, std::span(examples_.labels).subspan(first, n));
    head_.network.backward(head_.parameters, workspace_, d_phi);
  }

  Model& head_;
  const Examples& examples_;
  double weight_decay_;
  nn::Workspace workspace_;
  double data_loss_ = 0.0;  ///< without the penalty
  int right_ = 0;
};

}  // namespace

EpochRecord solve_head(Model& head, const LabelledFeatures& embedded, const Recipe& recipe,
                       std::span<const float> targets) {
  const auto begin = std::chrono::steady_clock::now();
  const Examples examples = examples_of(embedded, recipe, targets, head.labels.size());
  for (const nn::TensorSlice& slice : head.network.parameters()) {
    if (!slice.spec.frozen) std::ranges::fill(slice.of(head.parameters.phi), nn::real{0});
  }
  HeadLoss loss(head, examples, recipe.decay());
  std::vector<nn::real> phi(head.parameters.phi.begin(), head.parameters.phi.end());
  nn::minimise(std::ref(loss), phi);
  std::vector<nn::real> d_phi(phi.size());
  loss(phi, d_phi);  // leaves the best in `head`, and knows how right it is
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return {.epoch = 1,
          .train_loss = loss.data_loss(),
          .train_accuracy = loss.accuracy(),
          .seconds = seconds,
          .clips_per_s = static_cast<double>(embedded.labels.size()) / seconds};
}

}  // namespace backbeat::apps
