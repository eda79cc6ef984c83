#include <algorithm>
#include <cmath>
#include <limits>
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

/// L of relative_to_level().
float level_of(std::span<const float> values) {
  constexpr float kNepers_per_db = 0.23025851F;  // ln(10) / 10
  double power = 0.0;
  for (const float x : values) power += static_cast<double>(std::exp(x * kNepers_per_db));
  return static_cast<float>(10.0 * std::log10(power / static_cast<double>(values.size())));
}

/// What counts as 0 dB in each clip, and the quietest that counts.
struct Levels {
  std::vector<float> levels_db;
  float lowest_db;
};

/// Mean over clips of the mean over a clip's frames of `value_of(x)`.
template <typename Function>
double mean_over_clips(std::span<const audio::Spectrogram> spectrograms, const Levels& levels,
                       std::size_t mel, Function value_of) {
  double sum = 0.0;
  for (std::size_t clip = 0; clip < spectrograms.size(); ++clip) {
    const audio::Spectrogram& spectrogram = spectrograms[clip];
    double clip_sum = 0.0;
    for (const float x : band_of(spectrogram, mel)) {
      const float levelled = std::max(x - levels.levels_db[clip], levels.lowest_db);
      clip_sum += value_of(static_cast<double>(levelled));
    }
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
  const bool is_levelled = level_range_db > 0.0F;
  Levels levels{
      .levels_db = std::vector<float>(spectrograms.size()),
      .lowest_db = is_levelled ? -level_range_db : -std::numeric_limits<float>::infinity()};
  for (std::size_t i = 0; i < spectrograms.size() && is_levelled; ++i) {
    levels.levels_db[i] = level_of(spectrograms[i].values);
  }
  Normalizer normalizer{.level_range_db = level_range_db};
  for (std::size_t mel = 0; mel < static_cast<std::size_t>(spectrograms[0].n_mels); ++mel) {
    const double mean = mean_over_clips(spectrograms, levels, mel, [](double x) { return x; });
    const double variance = mean_over_clips(spectrograms, levels, mel,
                                            [mean](double x) { return (x - mean) * (x - mean); });
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
  const float level_db = level_of(values);
  for (float& x : values) x = std::max(x - level_db, -range_db);
}

}  // namespace backbeat::datasets
