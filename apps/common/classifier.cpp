#include "apps/common/classifier.h"

#include <algorithm>

#include "datasets/batches.h"
#include "nn/metrics.h"
#include "nn/softmax.h"

namespace backbeat::apps {

int Answer::best() const {
  return nn::answer_of(probabilities);
}

Classifier::Classifier(const Model& model)
    : model_(model),
      network_(model.network, model.parameters, kBatch),
      inputs_(kBatch * model.network.input_shape().size()) {}

Answer Classifier::classify(const audio::Spectrogram& spectrogram, double start_s) {
  const int frames = model_.window_frames();
  const std::size_t classes = model_.labels.size();
  const std::size_t window_size = model_.network.input_shape().size();
  const double frames_per_s = model_.features.frames_per_second();
  const std::vector<int> starts =
      datasets::window_starts(spectrogram.n_frames, frames, std::max(1, frames / 2));

  Answer answer{.probabilities = std::vector<float>(classes)};
  std::vector<float> probabilities(kBatch * classes);
  for (std::size_t first = 0; first < starts.size(); first += kBatch) {
    const std::size_t n = std::min<std::size_t>(kBatch, starts.size() - first);
    const std::span<float> inputs = std::span(inputs_).first(n * window_size);
    for (std::size_t i = 0; i < n; ++i) {
      datasets::copy_window(spectrogram, model_.normalizer, starts[first + i], frames,
                            inputs.subspan(i * window_size, window_size));
    }
    const auto logits = network_(inputs, static_cast<int>(n));
    nn::softmax(logits, static_cast<int>(classes), std::span(probabilities).first(n * classes));
    for (std::size_t i = 0; i < n; ++i) {
      const auto row = probabilities.begin() + static_cast<std::ptrdiff_t>(i * classes);
      const int start = starts[first + i];
      answer.windows.push_back(
          {.start_s = start_s + start / frames_per_s,
           .end_s = start_s + std::min(start + frames, spectrogram.n_frames) / frames_per_s,
           .probabilities{row, row + static_cast<std::ptrdiff_t>(classes)}});
    }
  }
  for (const WindowAnswer& window : answer.windows) {
    for (std::size_t k = 0; k < classes; ++k) answer.probabilities[k] += window.probabilities[k];
  }
  for (float& p : answer.probabilities) p /= static_cast<float>(answer.windows.size());
  return answer;
}

}  // namespace backbeat::apps
