#include "datasets/synth/mix.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "datasets/synth/effects.h"
#include "datasets/synth/signal.h"

namespace backbeat::datasets::synth {
namespace {

double from_db(double db) {
  return std::pow(10.0, db / 20.0);
}

void add(std::span<float> sum, std::span<const float> samples, double gain) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<float>(gain * samples[i]);
}

/// Balance of the players, and the room around them.
std::vector<float> blend(Tracks& tracks, double sample_rate_hz, audio::Random& random) {
  constexpr std::array<double, 4> kBalance_db = {0.0, -1.0, -3.0, -3.0};
  std::vector<float> dry(tracks[0].size());
  std::vector<float> send(dry.size());
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const double level_db = kBalance_db[i] + random.uniform(-5.0, 5.0);
    const double send_level = random.uniform();
    set_rms(tracks[i], from_db(level_db));
    add(dry, tracks[i], 1.0);
    add(send, tracks[i], send_level);
  }
  const double t60_s = 0.3 * std::exp2(random.uniform(0.0, 3.0));
  const double damping_hz = random.uniform(1500.0, 6000.0);
  const double wet = random.uniform(0.0, 0.6);
  add(dry, reverberate(send, t60_s, damping_hz, sample_rate_hz), wet);
  return dry;
}

void equalise(std::span<float> samples, double sample_rate_hz, audio::Random& random) {
  constexpr double kReach_db = 12.0;
  const double slope_db = random.uniform(2.0, 7.0);  // fall from band to band, as most records have
  std::array<double, kBands> levels_db;
  for (std::size_t b = 0; b < kBands; ++b) {
    levels_db[b] = -slope_db * static_cast<double>(b) + random.uniform(-3.0, 3.0);
  }
  match_bands(samples, levels_db, kReach_db, sample_rate_hz);
}

// Noise of the tape, the room or the line, from dark to white.
void add_noise(std::span<float> samples, double sample_rate_hz, audio::Random& random) {
  std::vector<float> noise(samples.size());
  OnePole colour(300.0 * std::exp2(random.uniform(0.0, 5.0)), sample_rate_hz);
  const double ratio_db = random.uniform(22.0, 60.0);
  for (float& x : noise) x = static_cast<float>(colour.low(random.uniform(-1.0, 1.0)));
  const double level = rms(samples) * from_db(-ratio_db);
  set_rms(noise, level);
  add(samples, noise, level > 0.0 ? 1.0 : 0.0);
}

// Rounds peaks off and sets the level. A crest factor of at most about 4 leaves room for every
// level drawn, so that dense and sparse music come out equally loud.
void set_level(std::span<float> samples, audio::Random& random) {
  constexpr double kCrest = 4.0;
  constexpr double kCeiling = 0.99;
  set_rms(samples, 1.0);
  for (float& x : samples) x = static_cast<float>(kCrest * std::tanh(x / kCrest));
  set_rms(samples, from_db(random.uniform(-32.0, -15.0)));
  float peak = 0.0F;
  for (const float x : samples) peak = std::max(peak, std::abs(x));
  if (peak <= static_cast<float>(kCeiling)) return;
  for (float& x : samples) x *= static_cast<float>(kCeiling) / peak;
}

}  // namespace

std::vector<float> mix_down(Tracks tracks, double sample_rate_hz, audio::Random random) {
  constexpr double kFade_s = 0.01;
  std::vector<float> mix = blend(tracks, sample_rate_hz, random);
  equalise(mix, sample_rate_hz, random);
  add_noise(mix, sample_rate_hz, random);
  const double bandwidth_hz = 3000.0 * std::exp2(random.uniform(0.0, 2.0));
  limit_bandwidth(mix, bandwidth_hz, sample_rate_hz);
  fade_ends(mix, kFade_s, sample_rate_hz);
  set_level(mix, random);
  return mix;
}

}  // namespace backbeat::datasets::synth
