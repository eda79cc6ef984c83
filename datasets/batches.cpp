#include "datasets/batches.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include "audio/random.h"
#include "datasets/streams.h"

namespace backbeat::datasets {
namespace {

void require_labels(std::span<const audio::Spectrogram> spectrograms, std::span<const int> labels,
                    const Normalizer& normalizer) {
  if (labels.size() != spectrograms.size()) {
    throw std::invalid_argument(fmt::format("labels: found {}, expected {}, one a spectrogram",
                                            labels.size(), spectrograms.size()));
  }
  if (normalizer.mean.size() != static_cast<std::size_t>(spectrograms[0].n_mels)) {
    throw std::invalid_argument(fmt::format("normalizer: found {} mel bands, expected {}",
                                            normalizer.mean.size(), spectrograms[0].n_mels));
  }
}

}  // namespace

void copy_window(const audio::Spectrogram& spectrogram, const Normalizer& normalizer, int first,
                 int n_frames, std::span<float> out) {
  const auto clip_frames = static_cast<std::size_t>(spectrogram.n_frames);
  const auto window_frames = static_cast<std::size_t>(n_frames);
  const auto n_mels = static_cast<std::size_t>(spectrogram.n_mels);
  assert(first >= 0 && clip_frames > 0 && out.size() == n_mels * window_frames);
  for (std::size_t mel = 0; mel < n_mels; ++mel) {
    const float mean = normalizer.mean[mel];
    const float scale = 1.0F / normalizer.std[mel];
    const float* const band = spectrogram.values.data() + mel * clip_frames;
    float* const row = out.data() + mel * window_frames;
    std::size_t frame = static_cast<std::size_t>(first) % clip_frames;
    for (std::size_t t = 0; t < window_frames; ++t) {
      row[t] = (band[frame] - mean) * scale;
      if (++frame == clip_frames) frame = 0;
    }
  }
}

std::vector<int> window_starts(int clip_frames, int window_frames, int hop) {
  assert(hop > 0);
  std::vector<int> starts = {0};
  const int last = clip_frames - window_frames;
  while (starts.back() < last) starts.push_back(std::min(starts.back() + hop, last));
  return starts;
}

EpochSampler::EpochSampler(std::span<const audio::Spectrogram> spectrograms,
                           std::span<const int> labels, const Normalizer& normalizer,
                           const Options& options)
    : spectrograms_(spectrograms), labels_(labels), normalizer_(normalizer), options_(options) {
  require_uniform(spectrograms);
  require_labels(spectrograms, labels, normalizer);
  if (options.batch_size < 1 || options.n_frames < 1) {
    throw std::invalid_argument(
        fmt::format("sampler: found batch size {} and {} frames, expected 1 or more of both",
                    options.batch_size, options.n_frames));
  }
}

int EpochSampler::batches_per_epoch() const {
  const auto clips = static_cast<int>(spectrograms_.size());
  return (clips - 1) / options_.batch_size + 1;
}

std::vector<int> EpochSampler::clips_of(int epoch, int index) const {
  std::vector<int> order(spectrograms_.size());
  std::iota(order.begin(), order.end(), 0);
  audio::Random random{options_.seed, static_cast<std::uint64_t>(epoch), streams::kEpochOrder};
  audio::shuffle(order, random);
  // The clips cut into batches_per_epoch() pieces as equal as can be.
  const auto begin_of = [&](int batch) {
    return order.begin() + static_cast<std::ptrdiff_t>(order.size()) * batch / batches_per_epoch();
  };
  return {begin_of(index), begin_of(index + 1)};
}

int EpochSampler::crop_start(int epoch, int clip) const {
  const int room = spectrograms_[static_cast<std::size_t>(clip)].n_frames - options_.n_frames;
  if (room <= 0) return 0;
  audio::Random random{options_.seed, static_cast<std::uint64_t>(epoch), streams::kCrop,
                       static_cast<std::uint64_t>(clip)};
  return static_cast<int>(random.below(static_cast<std::uint64_t>(room) + 1));
}

Batch EpochSampler::batch(int epoch, int index) const {
  const auto clip_values = normalizer_.mean.size() * static_cast<std::size_t>(options_.n_frames);
  Batch batch;
  batch.clips = clips_of(epoch, index);
  batch.inputs.resize(batch.clips.size() * clip_values);
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    const int clip = batch.clips[i];
    const auto position = static_cast<std::size_t>(clip);
    batch.labels.push_back(labels_[position]);
    copy_window(spectrograms_[position], normalizer_, crop_start(epoch, clip), options_.n_frames,
                std::span(batch.inputs).subspan(i * clip_values, clip_values));
  }
  return batch;
}

}  // namespace backbeat::datasets
