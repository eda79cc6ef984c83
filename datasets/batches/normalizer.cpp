#include "datasets/batches/normalizer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

namespace backbeat::datasets {
namespace {

/// Smallest standard deviation, in dB. Bands of music spread over about 10 dB; one that hardly
/// moves is empty in every training clip (above the bandwidth of a low rate, say), and a clip from
/// elsewhere may put 60 dB there: divided by less, that band would drown all others.
constexpr double kSmallestStd_db = 1.0;
/// The same of numbers that are no dB, beside those of their neighbours.
constexpr double kSmallestShare = 0.01;

/// L of Reference.
float level_of(std::span<const float> values) {
  constexpr float kNepers_per_db = 0.23025851F;  // ln(10) / 10
  double power = 0.0;
  for (const float x : values) power += static_cast<double>(std::exp(x * kNepers_per_db));
  return static_cast<float>(10.0 * std::log10(power / static_cast<double>(values.size())));
}

/// Calls `function(mel, frames)` for each mel band.
template <typename Function>
void for_each_band(std::span<float> values, std::size_t n_mels, Function function) {
  const std::size_t frames = values.size() / n_mels;
  for (std::size_t mel = 0; mel < n_mels; ++mel)
    function(mel, values.subspan(mel * frames, frames));
}

/// For each mel band, the mean over clips of the mean over a clip's frames of `value_of(mel, x)`.
template <typename Function>
std::vector<double> means_over_clips(std::span<const audio::Spectrogram> spectrograms,
                                     const Normalizer& normalizer, Function value_of) {
  const int n_mels = spectrograms.front().n_mels;
  std::vector<double> means(static_cast<std::size_t>(n_mels), 0.0);
  for (const audio::Spectrogram& spectrogram : spectrograms) {
    std::vector<float> values = spectrogram.values;
    normalizer.reference.apply(values, n_mels);
    normalizer.compression.apply(values);
    for_each_band(values, means.size(), [&](std::size_t mel, std::span<const float> band) {
      double sum = 0.0;
      for (const float x : band) sum += value_of(mel, static_cast<double>(x));
      means[mel] += sum / static_cast<double>(band.size());
    });
  }
  for (double& mean : means) mean /= static_cast<double>(spectrograms.size());
  return means;
}

/// The deviation of each band about `mean`.
std::vector<double> deviations(std::span<const audio::Spectrogram> spectrograms,
                               const Normalizer& normalizer, const std::vector<double>& mean) {
  std::vector<double> deviations = means_over_clips(
      spectrograms, normalizer,
      [&](std::size_t mel, double x) { return (x - mean[mel]) * (x - mean[mel]); });
  for (double& deviation : deviations) deviation = std::sqrt(deviation);
  return deviations;
}

void set(const std::vector<double>& mean, const std::vector<double>& deviations,
         double smallest_std, Normalizer& normalizer) {
  for (std::size_t mel = 0; mel < mean.size(); ++mel) {
    normalizer.mean.push_back(static_cast<float>(mean[mel]));
    normalizer.std.push_back(static_cast<float>(std::max(deviations[mel], smallest_std)));
  }
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

void Reference::apply(std::span<float> values, int n_mels) const {
  if (level_range_db > 0.0F) {
    const float level_db = level_of(values);
    for (float& x : values) x = std::max(x - level_db, -level_range_db);
  }
  if (band_mean_share > 0.0F) {
    for_each_band(values, static_cast<std::size_t>(n_mels),
                  [&](std::size_t, std::span<float> band) {
                    const float sum = std::accumulate(band.begin(), band.end(), 0.0F);
                    const float share = band_mean_share * sum / static_cast<float>(band.size());
                    for (float& x : band) x -= share;
                  });
  }
}

Normalizer Normalizer::fit(std::span<const audio::Spectrogram> spectrograms,
                           const Reference& reference, const audio::Compression& compression) {
  require_uniform(spectrograms);
  Normalizer normalizer{.reference = reference, .compression = compression};
  const std::vector<double> mean =
      means_over_clips(spectrograms, normalizer, [](std::size_t, double x) { return x; });
  set(mean, deviations(spectrograms, normalizer, mean), kSmallestStd_db * compression.per_db(),
      normalizer);
  return normalizer;
}

Normalizer Normalizer::of_numbers(std::span<const audio::Spectrogram> rows) {
  require_uniform(rows);
  Normalizer normalizer;
  const std::vector<double> mean =
      means_over_clips(rows, normalizer, [](std::size_t, double x) { return x; });
  const std::vector<double> found = deviations(rows, normalizer, mean);
  const double squares = std::inner_product(found.begin(), found.end(), found.begin(), 0.0);
  const double typical = std::sqrt(squares / static_cast<double>(found.size()));
  set(mean, found, typical > 0.0 ? kSmallestShare * typical : 1.0, normalizer);
  return normalizer;
}

Normalizer Normalizer::identity(int n_mels, const audio::Compression& compression) {
  const auto bands = static_cast<std::size_t>(n_mels);
  return {.mean = std::vector<float>(bands, 0.0F),
          .std = std::vector<float>(bands, 1.0F),
          .compression = compression};
}

void Normalizer::apply(std::span<float> window) const {
  reference.apply(window, static_cast<int>(mean.size()));
  compression.apply(window);
  for_each_band(window, mean.size(), [&](std::size_t mel, std::span<float> band) {
    const float scale = 1.0F / std[mel];
    for (float& x : band) x = (x - mean[mel]) * scale;
  });
}

}  // namespace backbeat::datasets
