#pragma once

#include <span>

#include "audio/random.h"

// Spectral tilt: as if heard on brighter or duller loudspeakers.
namespace backbeat::audio {

/// The largest slope apply_tilt() takes either way, in dB an octave.
inline constexpr double kMaxTilt_db_per_octave = 6.0;

/// A slope, and the frequency that keeps its level.
struct Tilt {
  double db_per_octave = 0.0;  ///< > 0: brighter
  double pivot_hz = 1000.0;    ///< below half the sample rate
};

struct TiltOptions {
  double low_db_per_octave = -1.5;
  double high_db_per_octave = 1.5;
  double pivot_hz = 1000.0;  ///< at rates below four times as much: a quarter of the rate
};

/// Filters in place with a gain of about db_per_octave log2(f / pivot_hz) dB, exactly 0 dB at the
/// pivot. A cascade of first-order shelves whose zeros z and poles p alternate at a constant ratio:
///
///   H(s) = prod_i (s + z_i) / (s + p_i),  z_i = c_i r^(-a/2),  p_i = c_i r^(a/2),
///   a = slope / 6.02
///
/// From z_i to p_i, a part a of the way from shelf to shelf, |H| climbs by 6.02 dB an octave, so on
/// average by the slope (Smith and Smith, "Closed form fractional integration and differentiation
/// via real exponentially spaced pole-zero pairs", arXiv:1606.06154, 2016). A corner at f becomes
/// the digital one exp(-2 pi f / rate) (the matched z-transform: of the two usual ones it keeps the
/// line longer towards half the rate). The shelves stand two octaves (r = 4) apart, from 0.35 of
/// the rate down to 20 Hz; beyond them the response levels off. At 22050 Hz and +-1.5 dB an octave
/// it is within 0.2 dB of the line from 60 Hz to 5 kHz, and within 0.8 dB from 40 Hz to 9.9 kHz.
///
/// A slope of 0 leaves the samples as they are. Throws std::invalid_argument on a slope beyond
/// kMaxTilt_db_per_octave or a pivot outside (0, sample_rate_hz / 2).
void apply_tilt(std::span<float> samples, int sample_rate_hz, const Tilt& tilt);

/// apply_tilt() with a slope drawn uniformly from the range.
void random_tilt(std::span<float> samples, int sample_rate_hz, Random& random,
                 const TiltOptions& options);

}  // namespace backbeat::audio
