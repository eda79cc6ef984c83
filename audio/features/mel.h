#pragma once

#include <span>
#include <vector>

#include "audio/features/feature_settings.h"
#include "audio/features/lanes.h"

// FFT bins to mel bands: triangles, equally wide on a scale of perceived pitch.
namespace backbeat::audio {

double hz_to_mel(double hz, MelScale scale);
double mel_to_hz(double mel, MelScale scale);

/// One band: a triangle over neighbouring FFT bins, as a sparse row of the filter matrix.
struct MelFilter {
  int first_bin = 0;
  std::vector<float> weights;  ///< of first_bin and those after it; empty where no bin falls inside

  /// The band's share of kLanes spectra: sum over its bins k of weight_k * spectrum_k.
  Lanes apply(std::span<const Lanes> spectra) const;
};

/// The n_mels filters over the n_fft / 2 + 1 bins. Settings are as validate() wants them, and
/// sample_rate_hz is not 0.
std::vector<MelFilter> mel_filterbank(const FeatureSettings& settings);

}  // namespace backbeat::audio
