#include "audio/features/mel.h"

#include <algorithm>
#include <cmath>

// Band m is a triangle with corners f_m, f_{m+1}, f_{m+2}, where f_0 = fmin ... f_{n_mels+1} = fmax
// are equally spaced in mel:
//   w_m(f) = max(0, min((f - f_m) / (f_{m+1} - f_m), (f_{m+2} - f) / (f_{m+2} - f_{m+1})))
// Slaney's norm scales it to unit area: times 2 / (f_{m+2} - f_m). With triangles in mel, frequencies
// and corners of the first formula are in mel. Kaldi's bands never take the bin at half the sample
// rate.
namespace backbeat::audio {
namespace {

// Slaney's Auditory Toolbox (1998): linear to 1 kHz, then logarithmic, 27 steps to each factor 6.4.
constexpr double kLinearHzPerMel = 200.0 / 3.0;
constexpr double kCornerHz = 1000.0;
constexpr double kCornerMel = kCornerHz / kLinearHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;

std::vector<double> corner_mels(const FeatureSettings& settings) {
  const double fmax_hz = settings.fmax_hz > 0.0 ? settings.fmax_hz : settings.sample_rate_hz / 2.0;
  const double low = hz_to_mel(settings.fmin_hz, settings.mel_scale);
  const double high = hz_to_mel(fmax_hz, settings.mel_scale);
  std::vector<double> corners(static_cast<std::size_t>(settings.n_mels) + 2);
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const double position = static_cast<double>(i) / (settings.n_mels + 1);
    corners[i] = low + (high - low) * position;
  }
  return corners;
}

}  // namespace

double hz_to_mel(double hz, MelScale scale) {
  if (scale == MelScale::kHtk) return 2595.0 * std::log10(1.0 + hz / 700.0);
  if (scale == MelScale::kKaldi) return 1127.0 * std::log(1.0 + hz / 700.0);
  if (hz < kCornerHz) return hz / kLinearHzPerMel;
  return kCornerMel + std::log(hz / kCornerHz) / kLogStep;
}

double mel_to_hz(double mel, MelScale scale) {
  if (scale == MelScale::kHtk) return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0);
  if (scale == MelScale::kKaldi) return 700.0 * (std::exp(mel / 1127.0) - 1.0);
  if (mel < kCornerMel) return mel * kLinearHzPerMel;
  return kCornerHz * std::exp((mel - kCornerMel) * kLogStep);
}

Lanes MelFilter::apply(std::span<const Lanes> spectra) const {
  Lanes sum;
  const auto bins = spectra.subspan(static_cast<std::size_t>(first_bin));
  for (std::size_t k = 0; k < weights.size(); ++k) sum += Lanes(weights[k]) * bins[k];
  return sum;
}

std::vector<MelFilter> mel_filterbank(const FeatureSettings& settings) {
  const std::vector<double> mels = corner_mels(settings);
  const bool in_mel = settings.mel_triangles == MelTriangles::kMel;
  std::vector<double> corners_hz;
  for (const double mel : mels) corners_hz.push_back(mel_to_hz(mel, settings.mel_scale));
  const std::vector<double>& corners = in_mel ? mels : corners_hz;
  const int n_bins = settings.n_fft / 2 + (settings.mel_scale == MelScale::kKaldi ? 0 : 1);
  const double bin_hz = static_cast<double>(settings.sample_rate_hz) / settings.n_fft;
  std::vector<MelFilter> filters(static_cast<std::size_t>(settings.n_mels));
  for (std::size_t m = 0; m < filters.size(); ++m) {
    const double left = corners[m];
    const double centre = corners[m + 1];
    const double right = corners[m + 2];
    const double height =
        settings.mel_norm == MelNorm::kSlaney ? 2.0 / (corners_hz[m + 2] - corners_hz[m]) : 1.0;
    for (int bin = 0; bin < n_bins; ++bin) {
      const double hz = bin * bin_hz;
      const double f = in_mel ? hz_to_mel(hz, settings.mel_scale) : hz;
      const double weight = std::min((f - left) / (centre - left), (right - f) / (right - centre));
      if (weight <= 0.0) continue;
      if (filters[m].weights.empty()) filters[m].first_bin = bin;
      filters[m].weights.push_back(static_cast<float>(height * weight));
    }
  }
  return filters;
}

}  // namespace backbeat::audio
