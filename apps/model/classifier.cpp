#include "apps/model/classifier.h"

#include <algorithm>

#include "datasets/batches/windows.h"
#include "nn/graph/heads.h"
#include "nn/metrics/mean.h"
#include "nn/metrics/metrics.h"
#include "nn/softmax.h"

namespace backbeat::apps {

int Answer::best() const {
  return nn::answer_of(probabilities);
}

Classifier::Classifier(const Model& model, Hidden hidden)
    : model_(model),
      with_hidden_(hidden == Hidden::kYes
                       ? std::make_unique<nn::Network>(nn::with_hidden_output(model.network))
                       : nullptr),
      network_(with_hidden_ ? *with_hidden_ : model.network, model.parameters, kBatch),
      inputs_(kBatch * model.network.input_shape().size()) {}

std::vector<int> Classifier::starts(int clip_frames) const {
  const int frames = model_.window_frames();
  return datasets::window_starts(clip_frames, frames, std::max(1, frames / 2));
}

std::vector<float> Classifier::logits(const audio::Spectrogram& spectrogram) {
  return outputs(spectrogram).logits;
}

Classifier::Outputs Classifier::outputs(const audio::Spectrogram& spectrogram) {
  const std::size_t window_size = model_.network.input_shape().size();
  const std::vector<int> firsts = starts(spectrogram.n_frames);
  Outputs all;
  for (std::size_t first = 0; first < firsts.size(); first += kBatch) {
    const std::size_t n = std::min<std::size_t>(kBatch, firsts.size() - first);
    const std::span<float> inputs = std::span(inputs_).first(n * window_size);
    for (std::size_t i = 0; i < n; ++i) {
      datasets::copy_window(spectrogram, model_.normalizer, firsts[first + i],
                            model_.window_frames(), inputs.subspan(i * window_size, window_size));
    }
    const auto batch = network_(inputs, static_cast<int>(n));
    all.logits.insert(all.logits.end(), batch.begin(), batch.end());
    if (!with_hidden_) continue;
    const auto hidden = network_.output(0);
    all.hidden.insert(all.hidden.end(), hidden.begin(), hidden.end());
  }
  return all;
}

Answer Classifier::classify(const audio::Spectrogram& spectrogram, double start_s) {
  const std::size_t classes = model_.labels.size();
  const double frames_per_s = model_.features.frames_per_second();
  auto [rows, hidden] = outputs(spectrogram);
  nn::softmax(rows, static_cast<int>(classes), rows,
              static_cast<float>(model_.calibration.temperature));

  Answer answer;
  auto row = rows.begin();
  const std::vector<int> firsts = starts(spectrogram.n_frames);
  const auto units = static_cast<std::ptrdiff_t>(hidden.size() / firsts.size());
  auto unit = hidden.begin();
  for (const int start : firsts) {
    const int end = std::min(start + model_.window_frames(), spectrogram.n_frames);
    const auto next = row + static_cast<std::ptrdiff_t>(classes);
    answer.windows.push_back({.start_s = start_s + start / frames_per_s,
                              .end_s = start_s + end / frames_per_s,
                              .probabilities{row, next},
                              .hidden{unit, unit + units}});
    row = next;
    unit += units;
  }
  nn::VectorMean mean;
  for (const WindowAnswer& window : answer.windows) mean.add(window.probabilities);
  answer.probabilities = mean.value();
  return answer;
}

}  // namespace backbeat::apps
