#include "datasets/synth/drums.h"

#include <cmath>
#include <cstddef>

#include "datasets/synth/signal.h"

namespace backbeat::datasets::synth {
namespace {

struct Stroke {
  double velocity;
  Timbre timbre;
  double sample_rate_hz;
  audio::Random& random;

  std::vector<float> silence(double duration_s) const {
    return std::vector<float>(static_cast<std::size_t>(duration_s * sample_rate_hz) + 1);
  }
  double noise() const { return random.uniform(-1.0, 1.0); }
  /// Per-sample factor of a fall by 60 dB in `t60_s`.
  double fall(double t60_s) const { return std::exp(-6.907755 / (t60_s * sample_rate_hz)); }
};

// A membrane: the pitch drops from `bend` times its resting value within a few milliseconds.
std::vector<float> membrane(const Stroke& stroke, double pitch_hz, double bend, double t60_s) {
  std::vector<float> out = stroke.silence(t60_s);
  Oscillator skin(pitch_hz, stroke.sample_rate_hz, 0.0);
  OnePole beater(1500.0 + 3000.0 * stroke.timbre.brightness, stroke.sample_rate_hz);
  const double bend_fall = stroke.fall(0.12);
  const double beater_fall = stroke.fall(0.015);
  const double body_fall = stroke.fall(t60_s);
  double beater_level = 0.5 * stroke.velocity;
  double level = stroke.velocity;
  for (float& sample : out) {
    skin.advance(1.0 + bend);
    sample = static_cast<float>(level * skin.sine() + beater.low(beater_level * stroke.noise()));
    bend *= bend_fall;
    beater_level *= beater_fall;
    level *= body_fall;
  }
  return out;
}

std::vector<float> snare(const Stroke& stroke) {
  const Timbre& timbre = stroke.timbre;
  const double t60_s = 0.16 + 0.22 * timbre.decay;
  const double tune_hz = 165.0 + 70.0 * timbre.colour;
  std::vector<float> out = stroke.silence(t60_s);
  Mode shell(tune_hz, 0.7 * stroke.velocity, 0.18, stroke.sample_rate_hz);
  Mode overtone(tune_hz * 1.59, 0.4 * stroke.velocity, 0.11, stroke.sample_rate_hz);
  OnePole body(700.0 + 900.0 * timbre.colour, stroke.sample_rate_hz);
  OnePole air(4500.0 + 4000.0 * timbre.brightness, stroke.sample_rate_hz);
  const double wires_fall = stroke.fall(t60_s);
  double wires = 0.9 * stroke.velocity;
  for (float& sample : out) {
    const double rattle = air.low(body.high(wires * stroke.noise()));
    sample = static_cast<float>(shell.next() + overtone.next() + rattle);
    wires *= wires_fall;
  }
  return out;
}

std::vector<float> rim(const Stroke& stroke) {
  std::vector<float> out = stroke.silence(0.09);
  const double tune_hz = 1350.0 + 700.0 * stroke.timbre.colour;
  Mode wood(tune_hz, 0.8 * stroke.velocity, 0.05, stroke.sample_rate_hz);
  Mode shell(tune_hz * 0.31, 0.6 * stroke.velocity, 0.06, stroke.sample_rate_hz);
  for (float& sample : out) sample = static_cast<float>(wood.next() + shell.next());
  return out;
}

std::vector<float> clap(const Stroke& stroke) {
  const double t60_s = 0.2 + 0.25 * stroke.timbre.decay;
  std::vector<float> out = stroke.silence(t60_s);
  StateVariable hands(1000.0 + 600.0 * stroke.timbre.colour, 1.2, stroke.sample_rate_hz);
  const auto gap = static_cast<std::size_t>(0.011 * stroke.sample_rate_hz) + 1;
  const double snap_fall = stroke.fall(0.02);
  const double tail_fall = stroke.fall(t60_s);
  double level = 0.0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % gap == 0 && i <= 3 * gap) level = 1.6 * stroke.velocity;
    level *= i < 3 * gap ? snap_fall : tail_fall;
    out[i] = static_cast<float>(hands.feed(level * stroke.noise()).band());
  }
  return out;
}

// Bronze: high-passed noise over a few inharmonic, clangorous partials.
std::vector<float> cymbal(const Stroke& stroke, double t60_s, double clang) {
  std::vector<float> out = stroke.silence(t60_s);
  const double tune_hz = 2400.0 * std::exp2(0.5 * stroke.timbre.colour);
  std::vector<Mode> partials;
  for (const double ratio : {1.0, 1.183, 1.483, 1.712, 1.932, 2.346}) {
    partials.emplace_back(tune_hz * ratio, clang * stroke.velocity, t60_s, stroke.sample_rate_hz);
  }
  const double edge_hz = 0.3 * std::min(20000.0, stroke.sample_rate_hz);
  StateVariable sizzle((0.7 + 0.5 * stroke.timbre.brightness) * edge_hz, 0.8,
                       stroke.sample_rate_hz);
  const double noise_fall = stroke.fall(t60_s);
  double level = 0.5 * stroke.velocity;
  for (float& sample : out) {
    double metal = sizzle.feed(level * stroke.noise()).high();
    for (Mode& partial : partials) metal += partial.next();
    sample = static_cast<float>(metal);
    level *= noise_fall;
  }
  return out;
}

// A swish: noise that swells and dies within `length_s`, around `centre_hz`.
std::vector<float> swish(const Stroke& stroke, double length_s, double centre_hz) {
  std::vector<float> out = stroke.silence(length_s);
  StateVariable band(centre_hz, 0.8, stroke.sample_rate_hz);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(out.size());
    const double swell = 4.0 * stroke.velocity * std::sqrt(t) * (1.0 - t) * (1.0 - t);
    out[i] = static_cast<float>(band.feed(swell * stroke.noise()).band());
  }
  return out;
}

}  // namespace

std::vector<float> strike(Drum drum, double velocity, const Timbre& timbre, double sample_rate_hz,
                          audio::Random& random) {
  const Stroke stroke{velocity, timbre, sample_rate_hz, random};
  const double tune = std::exp2(0.6 * (timbre.colour - 0.5));
  switch (drum) {
    case Drum::kKick:
      return membrane(stroke, 54.0 * tune, 2.5, 0.25 + 0.35 * timbre.decay);
    case Drum::kTom:
      return membrane(stroke, 120.0 * tune, 0.7, 0.35 + 0.3 * timbre.decay);
    case Drum::kSnare:
      return snare(stroke);
    case Drum::kRim:
      return rim(stroke);
    case Drum::kClap:
      return clap(stroke);
    case Drum::kClosedHat:
      return cymbal(stroke, 0.05 + 0.06 * timbre.decay, 0.02);
    case Drum::kOpenHat:
      return cymbal(stroke, 0.25 + 0.3 * timbre.decay, 0.02);
    case Drum::kRide:
      return cymbal(stroke, 0.5 + 0.8 * timbre.decay, 0.03);
    case Drum::kShaker:
      return swish(stroke, 0.07 + 0.05 * timbre.decay, 5200.0 * tune);
    case Drum::kBrush:
      return swish(stroke, 0.12 + 0.1 * timbre.decay, 2600.0 * tune);
  }
  return {};
}

}  // namespace backbeat::datasets::synth
