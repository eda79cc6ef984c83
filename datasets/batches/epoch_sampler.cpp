#include "datasets/batches/epoch_sampler.h"

#include <stdexcept>

#include <fmt/format.h>

#include "audio/augment/crop.h"
#include "audio/random.h"
#include "datasets/batches/waveform_windows.h"
#include "datasets/batches/windows.h"
#include "datasets/streams.h"

namespace backbeat::datasets {
namespace {

void require_labels(std::span<const audio::Spectrogram> spectrograms, std::span<const int> labels,
                    const Normalizer& normalizer, int versions) {
  if (labels.size() * static_cast<std::size_t>(versions) != spectrograms.size()) {
    throw std::invalid_argument(
        fmt::format("labels: found {}, expected one for {} of {} spectrograms", labels.size(),
                    versions, spectrograms.size()));
  }
  if (normalizer.mean.size() != static_cast<std::size_t>(spectrograms[0].n_mels)) {
    throw std::invalid_argument(fmt::format("normalizer: found {} mel bands, expected {}",
                                            normalizer.mean.size(), spectrograms[0].n_mels));
  }
}

}  // namespace

EpochSampler::EpochSampler(std::span<const audio::Spectrogram> spectrograms,
                           std::span<const int> labels, const Normalizer& normalizer,
                           const Options& options, const WaveformWindows* waveforms)
    : spectrograms_(spectrograms),
      labels_(labels),
      normalizer_(normalizer),
      options_(options),
      waveforms_(waveforms) {
  require_uniform(spectrograms);
  require_labels(spectrograms, labels, normalizer, options.augment.versions());
  if (options.batch_size < 1 || options.n_frames < 1) {
    throw std::invalid_argument(
        fmt::format("sampler: found batch size {} and {} frames, expected 1 or more of both",
                    options.batch_size, options.n_frames));
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    (labels[i] < 0 ? unlabelled_ : labelled_).push_back(static_cast<int>(i));
  }
  const std::size_t n_waveforms =
      waveforms == nullptr ? 0 : static_cast<std::size_t>(waveforms->size());
  if ((waveforms != nullptr || options.augment.needs_waveforms()) && n_waveforms != labels.size()) {
    throw std::invalid_argument(
        fmt::format("waveforms: found {}, expected {}, one per label", n_waveforms, labels.size()));
  }
}

int EpochSampler::batches_per_epoch() const {
  const auto largest = [&](int batches) {
    const auto share = [&](const std::vector<int>& clips) {
      return (static_cast<int>(clips.size()) + batches - 1) / batches;
    };
    return share(labelled_) + share(unlabelled_);
  };
  const auto clips = static_cast<int>(labels_.size());
  int batches = (clips - 1) / options_.batch_size + 1;
  while (largest(batches) > options_.batch_size && batches < clips) ++batches;
  return batches;
}

std::vector<int> EpochSampler::clips_of(int epoch, int index) const {
  audio::Random random{options_.seed, static_cast<std::uint64_t>(epoch), streams::kEpochOrder};
  std::vector<int> clips;
  for (std::vector<int> order : {labelled_, unlabelled_}) {
    audio::shuffle(order, random);
    // Cut into batches_per_epoch() pieces as equal as can be.
    const auto begin_of = [&](int batch) {
      return order.begin() +
             static_cast<std::ptrdiff_t>(order.size()) * batch / batches_per_epoch();
    };
    clips.insert(clips.end(), begin_of(index), begin_of(index + 1));
  }
  return clips;
}

Batch EpochSampler::batch(int epoch, int index) const {
  Batch batch;
  batch.clips = clips_of(epoch, index);
  for (const int clip : batch.clips) {
    batch.labels.push_back(labels_[static_cast<std::size_t>(clip)]);
    batch.first_frames.push_back(first_frame(epoch, clip));
  }
  batch.inputs.resize(batch.clips.size() * window_values());
  if (waveforms_ == nullptr) {
    copy_crops(epoch, batch);
  } else {
    augment_waveforms(epoch, batch);
  }
  finish_windows(epoch, batch);
  return batch;
}

std::size_t EpochSampler::window_values() const {
  return normalizer_.mean.size() * static_cast<std::size_t>(options_.n_frames);
}

std::span<float> EpochSampler::window_of(Batch& batch, std::size_t i) const {
  return std::span(batch.inputs).subspan(i * window_values(), window_values());
}

/// Where a clip's window begins in it, in frames.
float EpochSampler::first_frame(int epoch, int clip) const {
  const streams::ClipKey key{options_.seed, epoch, clip};
  if (waveforms_ != nullptr) return waveforms_->first_frame(key);
  const int frames =
      spectrograms_[key.position(labels_.size(), options_.augment.versions())].n_frames;
  audio::Random random = key.random(streams::kCrop);
  return static_cast<float>(options_.augment.crop
                                ? audio::random_crop(frames, options_.n_frames, random)
                                : audio::middle_crop(frames, options_.n_frames));
}

void EpochSampler::copy_crops(int epoch, Batch& batch) const {
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    const streams::ClipKey key{options_.seed, epoch, batch.clips[i]};
    const auto& spectrogram =
        spectrograms_[key.position(labels_.size(), options_.augment.versions())];
    copy_frames(spectrogram, static_cast<int>(batch.first_frames[i]), options_.n_frames,
                window_of(batch, i));
  }
}

void EpochSampler::augment_waveforms(int epoch, Batch& batch) const {
  std::vector<std::vector<float>> heard(options_.ask ? batch.clips.size() : 0);
  const auto mixed = waveforms_->write(epoch, batch.clips, batch.inputs, heard);
  if (options_.ask) batch.answers = options_.ask(heard);
  if (!options_.augment.mix) return;
  for (const auto& [partner, lambda] : mixed) {
    batch.partners.push_back(partner);
    batch.partner_labels.push_back(labels_[static_cast<std::size_t>(partner)]);
    batch.partner_first_frames.push_back(first_frame(epoch, partner));
    batch.lambdas.push_back(static_cast<float>(lambda));
  }
}

/// From dB to what the network sees.
void EpochSampler::finish_windows(int epoch, Batch& batch) const {
  const auto n_mels = static_cast<int>(normalizer_.mean.size());
  const AugmentOptions& augment = options_.augment;
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    const streams::ClipKey key{options_.seed, epoch, batch.clips[i]};
    const std::span<float> window = window_of(batch, i);
    if (augment.equalizer) {
      audio::Random random = key.random(streams::kEqualizer);
      audio::random_equalizer(window, n_mels, options_.floor_db, random, *augment.equalizer);
    }
    if (augment.band_limit) {
      audio::Random random = key.random(streams::kBandLimit);
      audio::random_band_limit(window, n_mels, options_.floor_db, random, *augment.band_limit);
    }
    normalizer_.apply(window);
    if (augment.spec) {
      audio::Random random = key.random(streams::kSpecAugment);
      audio::spec_augment(window, n_mels, random, *augment.spec);
    }
  }
}

}  // namespace backbeat::datasets
