#include "datasets/batches/waveform_windows.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <omp.h>
#include <stdexcept>

#include <fmt/format.h>

#include "audio/augment/crop.h"
#include "datasets/batches/windows.h"
#include "datasets/parallel_for_each.h"

namespace backbeat::datasets {
namespace {

/// The spectrogram without `margin` frames at either end.
audio::Spectrogram without_margins(const audio::Spectrogram& wide, int margin) {
  audio::Spectrogram inner{wide.n_mels, wide.n_frames - 2 * margin, {}};
  for (int mel = 0; mel < wide.n_mels; ++mel) {
    const auto row = wide.values.begin() + std::ptrdiff_t{mel} * wide.n_frames;
    inner.values.insert(inner.values.end(), row + margin, row + wide.n_frames - margin);
  }
  return inner;
}

/// Begun again from the start until it has `size` samples.
std::vector<float> tiled(std::vector<float> samples, std::size_t size) {
  const std::size_t period = samples.size();
  samples.resize(size);
  for (std::size_t n = period; n < size; ++n) samples[n] = samples[n - period];
  return samples;
}

}  // namespace

void require_croppable(const audio::FeatureSettings& settings) {
  if (settings.top_db > 0.0) {
    throw std::invalid_argument(fmt::format(
        "augmentation of waveforms: top_db: found {}, expected 0: it is below the maximum of a "
        "whole clip, which a crop does not know",
        settings.top_db));
  }
  if (settings.sample_rate_hz == 0) {
    throw std::invalid_argument(
        "augmentation of waveforms: sample_rate_hz: found 0 (each file's own), expected one rate "
        "for all clips");
  }
}

WaveformWindows::WaveformWindows(const WaveformStore& store, const audio::FeatureSettings& settings,
                                 const Options& options)
    : store_(store),
      settings_(settings),
      options_(options),
      context_frames_(settings.is_centred()
                          ? (settings.n_fft / 2 + settings.hop_length - 1) / settings.hop_length
                          : 0) {
  require_croppable(settings);
  for (int i = 0; i < omp_get_max_threads(); ++i) log_mels_.emplace_back(settings);
}

std::vector<WaveformWindows::Mixed> WaveformWindows::write(
    int epoch, std::span<const int> clips, std::span<float> inputs,
    std::span<std::vector<float>> heard) const {
  std::vector<Mixed> mixed(clips.size());
  const std::size_t window = inputs.size() / std::max<std::size_t>(clips.size(), 1);
  parallel_for_each(clips.size(), static_cast<int>(log_mels_.size()), [&](std::size_t i) {
    auto& log_mel = log_mels_[static_cast<std::size_t>(omp_get_thread_num())];
    mixed[i] = write_one({options_.seed, epoch, clips[i]}, log_mel,
                         inputs.subspan(i * window, window), heard.empty() ? nullptr : &heard[i]);
  });
  return mixed;
}

WaveformWindows::Mixed WaveformWindows::write_one(const ClipKey& key, audio::LogMel& log_mel,
                                                  std::span<float> out,
                                                  std::vector<float>* heard) const {
  std::vector<float> samples = altered(key);
  const Mixed mixed = mix(key, samples);
  if (options_.augment.noise) {
    auto random = key.random(streams::kNoise);
    audio::random_noise(samples, settings_.sample_rate_hz, random, *options_.augment.noise);
  }
  const audio::Spectrogram window = without_margins(log_mel(samples), context_frames_);
  copy_frames(window, 0, options_.n_frames, out);
  if (heard != nullptr) {
    const std::ptrdiff_t margin = std::ptrdiff_t{context_frames_} * settings_.hop_length;
    heard->assign(samples.begin() + margin, samples.end() - margin);
  }
  return mixed;
}

/// The clip as it sounds in this epoch, before anything is mixed or added.
std::vector<float> WaveformWindows::altered(const ClipKey& key) const {
  const AugmentOptions& augment = options_.augment;
  std::vector<float> samples = crop(place(key));
  if (augment.tilt) {
    auto random = key.random(streams::kTilt);
    audio::random_tilt(samples, settings_.sample_rate_hz, random, *augment.tilt);
  }
  if (augment.gain) {
    auto random = key.random(streams::kGain);
    audio::random_gain(samples, random, *augment.gain);
  }
  if (augment.polarity) {
    auto random = key.random(streams::kPolarity);
    audio::random_polarity(samples, random, *augment.polarity);
  }
  return samples;
}

float WaveformWindows::first_frame(const ClipKey& key) const {
  const Place here = place(key);
  return static_cast<float>(here.first_frame * here.speed);
}

/// A clip shorter than a window gives the frames it has.
WaveformWindows::Place WaveformWindows::place(const ClipKey& key) const {
  Place place{.entry = static_cast<int>(
                  key.position(static_cast<std::size_t>(size()), options_.augment.versions()))};
  if (options_.augment.speed) {
    auto random = key.random(streams::kSpeed);
    place.speed = audio::draw_speed(random, *options_.augment.speed);
  }
  const auto length =
      audio::length_at_speed(static_cast<std::size_t>(store_.n_samples(place.entry)), place.speed);
  const auto clip_frames = static_cast<int>(settings_.frames_of(static_cast<std::int64_t>(length)));
  auto random = key.random(streams::kCrop);
  place.first_frame = options_.augment.crop
                          ? audio::random_crop(clip_frames, options_.n_frames, random)
                          : audio::middle_crop(clip_frames, options_.n_frames);
  place.frames = std::min(clip_frames, options_.n_frames);
  return place;
}

/// The samples of a window's frames and of the context on both sides.
std::vector<float> WaveformWindows::crop(const Place& place) const {
  const std::int64_t hop = settings_.hop_length;
  const std::int64_t size = (place.frames - 1 + 2 * context_frames_) * hop +
                            (settings_.is_centred() ? 0 : settings_.window_length()) +
                            (settings_.pre_emphasis > 0.0 ? 1 : 0);
  const auto begin =
      std::llround(static_cast<double>((place.first_frame - context_frames_) * hop) * place.speed);
  const auto taken = static_cast<std::int64_t>(std::ceil(static_cast<double>(size) * place.speed));
  std::vector<float> samples = padded(place.entry, begin, begin + taken);
  if (place.speed != 1.0) samples = audio::change_speed(samples, place.speed);
  samples.resize(static_cast<std::size_t>(size));
  return samples;
}

/// Samples [begin, end), padded where they lie outside of the clip: with 0, or mirrored at its
/// first and last sample with period 2 (n - 1).
std::vector<float> WaveformWindows::padded(int entry, std::int64_t begin, std::int64_t end) const {
  const std::int64_t n = store_.n_samples(entry);
  const bool mirrored = settings_.pad_mode == audio::PadMode::kReflect && n > 1;
  // Padding mirrors at most as many samples as it is long.
  const std::int64_t left = mirrored ? std::max<std::int64_t>(-begin, 0) : 0;
  const std::int64_t right = mirrored ? std::max<std::int64_t>(end - n, 0) : 0;
  const std::int64_t low = std::clamp<std::int64_t>(std::min(begin, n - 1 - right), 0, n);
  const std::int64_t high = std::clamp<std::int64_t>(std::max(end, left + 1), low, n);
  const std::vector<float> inside = store_.read(entry, low, high);
  std::vector<float> samples;
  samples.reserve(static_cast<std::size_t>(end - begin));
  for (std::int64_t position = begin; position < end; ++position) {
    std::int64_t at = position;
    if (mirrored) {
      const std::int64_t phase = std::abs(position) % (2 * (n - 1));
      at = std::min(phase, 2 * (n - 1) - phase);
    }
    samples.push_back(at >= low && at < high ? inside[static_cast<std::size_t>(at - low)] : 0.0F);
  }
  return samples;
}

WaveformWindows::Mixed WaveformWindows::mix(const ClipKey& key, std::vector<float>& samples) const {
  if (!options_.augment.mix) return {.partner = key.clip, .lambda = 1.0};
  auto random = key.random(streams::kMix);
  const auto partner = static_cast<int>(random.below(static_cast<std::uint64_t>(size())));
  const double lambda = audio::draw_lambda(random, *options_.augment.mix);
  if (lambda == 1.0) return {.partner = partner, .lambda = 1.0};
  const std::vector<float> other = tiled(altered({key.seed, key.epoch, partner}), samples.size());
  return {.partner = partner, .lambda = audio::mix_clips(samples, other, lambda)};
}

}  // namespace backbeat::datasets
