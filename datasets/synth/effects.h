#pragma once

#include <span>
#include <vector>

// What happens to whole tracks: room, amplifier, equaliser, level.
namespace backbeat::datasets::synth {

double rms(std::span<const float> samples);

/// Scales to the given RMS level; silence stays silence.
void set_rms(std::span<float> samples, double level);

/// A guitar amplifier driven into saturation, and its cabinet's narrow band.
void overdrive(std::span<float> samples, double gain, double sample_rate_hz);

/// The wet signal of a room (Schroeder 1962: four combs, two all-passes).
std::vector<float> reverberate(std::span<const float> dry, double t60_s, double damping_hz,
                               double sample_rate_hz);

/// What a mastering engineer does to make records alike: splits the signal at 200, 800 and 3200 Hz
/// and brings the bands to `levels_db` relative to each other, by at most `reach_db` either way.
void match_bands(std::span<float> samples, std::span<const double> levels_db, double reach_db,
                 double sample_rate_hz);
inline constexpr std::size_t kBands = 4;

/// Fourth-order low-pass.
void limit_bandwidth(std::span<float> samples, double cutoff_hz, double sample_rate_hz);

/// Straight fades at both ends, so that a clip cut out of a song does not click.
void fade_ends(std::span<float> samples, double fade_s, double sample_rate_hz);

}  // namespace backbeat::datasets::synth
