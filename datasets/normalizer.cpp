#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "datasets/batches.h"

namespace backbeat::datasets {
namespace {

/// Smallest standard deviation, in dB. Bands of music spread over about 10 dB; one that hardly
/// moves is empty in every training clip (above the bandwidth of a low rate, say), and a clip from
/// elsewhere may put 60 dB there: divided by less, that band would drown all others.
constexpr double kSmallestStd_db = 1.0;

std::span<const float> band_of(const audio::Spectrogram& spectrogram, std::size_t mel) {
  const auto frames = static_cast<std::size_t>(spectrogram.n_frames);
  return std::span(spectrogram.values).subspan(mel * frames, frames);
}

/// Mean over clips of the mean over a clip's frames of `value_of(x)`.
template <typename Function>
double mean_over_clips(std::span<const audio::Spectrogram> spectrograms, std::size_t mel,
                       Function value_of) {
  double sum = 0.0;
  for (const audio::Spectrogram& spectrogram : spectrograms) {
    double clip_sum = 0.0;
    for (const float x : band_of(spectrogram, mel)) clip_sum += value_of(static_cast<double>(x));
    sum += clip_sum / spectrogram.n_frames;
  }
  return sum / static_cast<double>(spectrograms.size());
}

}  // namespace

void require_uniform(std::span<const audio::Spectrogram> spectrograms) {
  if (spectrograms.empty()) {
    throw std::invalid_argument("spectrograms: found none, expected one at least");
  }
  const int n_mels = spectrograms.front().n_mels;
  for (const audio::Spectrogram& spectrogram : spectrograms) {
    if (spectrogram.n_mels != n_mels || spectrogram.n_frames < 1) {
      throw std::invalid_argument(fmt::format(
          "spectrograms: found one of ({}, {}), expected ({}, 1 or more); leave out clips "
          "that failed to load",
          spectrogram.n_mels, spectrogram.n_frames, n_mels));
    }
  }
}

Normalizer Normalizer::fit(std::span<const audio::Spectrogram> spectrograms, float level_range_db) {
  require_uniform(spectrograms);
  if (level_range_db > 0.0F) {
    std::vector<audio::Spectrogram> levelled(spectrograms.begin(), spectrograms.end());
    for (audio::Spectrogram& clip : levelled) relative_to_level(clip.values, level_range_db);
    Normalizer normalizer = fit(levelled);
    normalizer.level_range_db = level_range_db;
    return normalizer;
  }
  Normalizer normalizer;
  for (std::size_t mel = 0; mel < static_cast<std::size_t>(spectrograms[0].n_mels); ++mel) {
    const double mean = mean_over_clips(spectrograms, mel, [](double x) { return x; });
    const double variance =
        mean_over_clips(spectrograms, mel, [mean](double x) { return (x - mean) * (x - mean); });
    normalizer.mean.push_back(static_cast<float>(mean));
    normalizer.std.push_back(static_cast<float>(std::max(std::sqrt(variance), kSmallestStd_db)));
  }
  return normalizer;
}

void Normalizer::apply(std::span<float> window) const {
  if (level_range_db > 0.0F) relative_to_level(window, level_range_db);
  const std::size_t frames = window.size() / mean.size();
  for (std::size_t mel = 0; mel < mean.size(); ++mel) {
    const float scale = 1.0F / std[mel];
    for (float& x : window.subspan(mel * frames, frames)) x = (x - mean[mel]) * scale;
  }
}

void relative_to_level(std::span<float> values, float range_db) {
  if (values.empty()) return;
  constexpr float kNepers_per_db = 0.23025851F;  // ln(10) / 10
  double power = 0.0;
  for (const float x : values) power += static_cast<double>(std::exp(x * kNepers_per_db));
  const auto level_db =
      static_cast<float>(10.0 * std::log10(power / static_cast<double>(values.size())));
  for (float& x : values) x = std::max(x - level_db, -range_db);
}

}  // namespace backbeat::datasets
