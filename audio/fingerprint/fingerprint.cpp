#include "audio/fingerprint/fingerprint.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <string_view>

#include "audio/features/mel.h"

namespace backbeat::audio {
namespace {

constexpr std::size_t kBands = 33;
// Coders and low-passes leave these frequencies alone, and speech and melody lie there.
constexpr double kLowest_hz = 300.0;
constexpr double kHighest_hz = 4000.0;
constexpr double kReliable_db = 1.0;  // of a power

using BandLevels = std::array<double, kBands>;

/// The integral of a function that is values[i] on [i, i + 1), by the sums before each i.
double integral(const std::vector<double>& sums, double end) {
  const std::size_t i = std::min(static_cast<std::size_t>(end), sums.size() - 2);
  return sums[i] + (end - static_cast<double>(i)) * (sums[i + 1] - sums[i]);
}

/// Where the bands begin and end, counted in mel bands of the spectrogram: row m is [m, m + 1).
std::array<double, kBands + 1> band_edges(const FeatureSettings& s) {
  const double nyquist_hz = s.sample_rate_hz / 2.0;
  const double low = hz_to_mel(s.fmin_hz, s.mel_scale);
  const double high = hz_to_mel(s.fmax_hz > 0.0 ? s.fmax_hz : nyquist_hz, s.mel_scale);
  const double first = hz_to_mel(kLowest_hz, MelScale::kSlaney);
  const double last = hz_to_mel(kHighest_hz, MelScale::kSlaney);
  std::array<double, kBands + 1> edges{};
  for (std::size_t k = 0; k < edges.size(); ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(kBands);
    const double hz = mel_to_hz(first + (last - first) * share, MelScale::kSlaney);
    // Row m is centred on corner m + 1 of n_mels + 2 that are equally spaced from low to high.
    const double corner = (hz_to_mel(hz, s.mel_scale) - low) / (high - low) * (s.n_mels + 1);
    edges[k] = std::clamp(corner - 0.5, 0.0, static_cast<double>(s.n_mels));
  }
  return edges;
}

using BandSums = std::array<std::vector<double>, kBands>;

/// sums[k][t]: of the mean dB of band k in the frames before t.
BandSums sum_over_time(const Spectrogram& spectrogram, const FeatureSettings& settings) {
  const auto edges = band_edges(settings);
  const auto n_frames = static_cast<std::size_t>(spectrogram.n_frames);
  BandSums sums;
  for (std::size_t k = 0; k < kBands; ++k) {
    std::vector<double>& band = sums[k];
    band.resize(n_frames + 1);
    const double width = edges[k + 1] - edges[k];
    for (auto m = static_cast<std::size_t>(edges[k]); static_cast<double>(m) < edges[k + 1]; ++m) {
      const auto row = static_cast<double>(m);
      const double share = std::min(edges[k + 1], row + 1.0) - std::max(edges[k], row);
      const float* const values = spectrogram.values.data() + m * n_frames;
      for (std::size_t t = 0; t < n_frames; ++t) {
        band[t + 1] += share / width * static_cast<double>(values[t]);
      }
    }
    std::partial_sum(band.begin(), band.end(), band.begin());
  }
  return sums;
}

FingerprintFrame frame_of(const BandLevels& changes, double reliable_db) {
  FingerprintFrame frame;
  for (std::size_t k = 0; k + 1 < kBands; ++k) {
    const double difference = changes[k] - changes[k + 1];
    const std::uint32_t bit = std::uint32_t{1} << k;
    if (difference > 0.0) frame.bits |= bit;
    if (std::abs(difference) >= reliable_db) frame.reliable |= bit;
  }
  return frame;
}

std::uint64_t digest_of(const std::vector<float>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (values.empty() || *low == *high) return 0;
  return std::hash<std::string_view>{}(
      {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
}

}  // namespace

Fingerprint fingerprint(const Spectrogram& spectrogram, const FeatureSettings& settings) {
  Fingerprint result;
  result.digest = digest_of(spectrogram.values);
  const auto sums = sum_over_time(spectrogram, settings);
  const double step = settings.frames_per_second() / Fingerprint::kFramesPerSecond;
  const double span = Fingerprint::kChange_s * settings.frames_per_second();
  const double reliable_db = kReliable_db * settings.power / 2.0;
  for (int i = 0; span * 2.0 + step * i <= spectrogram.n_frames; ++i) {
    const double middle = span + step * i;
    BandLevels changes;
    for (std::size_t k = 0; k < kBands; ++k) {
      // The sum of what comes after less that of what was before.
      changes[k] = (integral(sums[k], middle + span) - 2.0 * integral(sums[k], middle) +
                    integral(sums[k], middle - span)) /
                   span;
    }
    result.frames.push_back(frame_of(changes, reliable_db));
  }
  return result;
}

Overlap overlap(const Fingerprint& a, const Fingerprint& b, int offset) {
  const int begin = std::max(-offset, 0);
  const int end =
      std::min(static_cast<int>(a.frames.size()), static_cast<int>(b.frames.size()) - offset);
  Overlap result;
  for (int i = begin; i < end; ++i) {
    const int j = i + offset;
    result.add(a.frames[static_cast<std::size_t>(i)], b.frames[static_cast<std::size_t>(j)]);
  }
  return result;
}

}  // namespace backbeat::audio
