#include "apps/model/classifier.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

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
      windows_(windows()),
      inputs_(kBatch * model.network.input_shape().size()) {}

datasets::WindowStream Classifier::windows() const {
  const int frames = model_.window_frames();
  return {model_.features.n_mels, frames, std::max(1, frames / 2)};
}

void Classifier::begin() {
  windows_ = windows();
  firsts_.clear();
  outputs_ = {};
}

void Classifier::push(const audio::Spectrogram& part) {
  windows_.push(part, [&](int first, const audio::Spectrogram& held) { add(first, held); });
}

void Classifier::add(int first, const audio::Spectrogram& held) {
  const std::size_t size = model_.network.input_shape().size();
  const std::size_t slot = firsts_.size() % kBatch;
  datasets::copy_window(held, model_.normalizer, 0, model_.window_frames(),
                        std::span(inputs_).subspan(slot * size, size));
  firsts_.push_back(first);
  if (slot + 1 == kBatch) run(kBatch);
}

void Classifier::run(std::size_t n) {
  const std::size_t size = model_.network.input_shape().size();
  const auto logits = network_(std::span(inputs_).first(n * size), static_cast<int>(n));
  if (!std::ranges::all_of(logits, [](float logit) { return std::isfinite(logit); })) {
    throw NoAnswer(fmt::format("{}: found an answer that is no number, expected smaller weights",
                               model_.source));
  }
  outputs_.logits.insert(outputs_.logits.end(), logits.begin(), logits.end());
  if (!with_hidden_) return;
  const auto hidden = network_.output(0);
  outputs_.hidden.insert(outputs_.hidden.end(), hidden.begin(), hidden.end());
}

void Classifier::finish_windows() {
  windows_.finish([&](int first, const audio::Spectrogram& held) { add(first, held); });
  const std::size_t waiting = firsts_.size() % kBatch;
  if (waiting > 0) run(waiting);
}

std::vector<float> Classifier::logits(const audio::Spectrogram& spectrogram) {
  begin();
  push(spectrogram);
  finish_windows();
  return std::move(outputs_.logits);
}

Answer Classifier::classify(const audio::Spectrogram& spectrogram, double start_s) {
  begin();
  push(spectrogram);
  return finish(start_s);
}

Answer Classifier::finish(double start_s, int sample_rate_hz) {
  finish_windows();
  const std::size_t classes = model_.labels.size();
  audio::FeatureSettings features = model_.features;
  if (features.sample_rate_hz == 0) features.sample_rate_hz = sample_rate_hz;
  const double frames_per_s = features.frames_per_second();
  auto& [rows, hidden] = outputs_;
  nn::softmax(rows, static_cast<int>(classes), rows,
              static_cast<float>(model_.calibration.temperature));

  Answer answer;
  nn::VectorMean mean;
  auto row = rows.begin();
  const auto units = static_cast<std::ptrdiff_t>(hidden.size() / firsts_.size());
  auto unit = hidden.begin();
  for (const int first : firsts_) {
    const int end = std::min(first + model_.window_frames(), windows_.n_frames());
    const auto next = row + static_cast<std::ptrdiff_t>(classes);
    answer.windows.push_back({.start_s = start_s + first / frames_per_s,
                              .end_s = start_s + end / frames_per_s,
                              .probabilities{row, next},
                              .hidden{unit, unit + units}});
    mean.add(answer.windows.back().probabilities);
    row = next;
    unit += units;
  }
  answer.probabilities = mean.value();
  return answer;
}

}  // namespace backbeat::apps
