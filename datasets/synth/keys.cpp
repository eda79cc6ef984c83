#include "datasets/synth/keys.h"

#include <cmath>
#include <cstddef>

#include "datasets/synth/signal.h"

namespace backbeat::datasets::synth {
namespace {

std::vector<float> ring(std::vector<Mode> modes, const Adsr& adsr, const Tone& tone,
                        double sample_rate_hz) {
  Envelope damper(adsr, tone.duration_s, sample_rate_hz);
  std::vector<float> out(damper.size());
  for (float& sample : out) {
    double sum = 0.0;
    for (Mode& mode : modes) sum += mode.next();
    sample = static_cast<float>(tone.velocity * damper.next() * sum);
  }
  return out;
}

}  // namespace

std::vector<float> piano(const Tone& tone, const Timbre& timbre, double sample_rate_hz) {
  constexpr double kStiffness = 4e-4;  // stretches partial n by sqrt(1 + B n^2)
  const double slope = 1.9 - 0.7 * timbre.brightness - 0.3 * tone.velocity;
  const double t60_s = (2.0 + 4.0 * timbre.decay) * std::sqrt(262.0 / tone.frequency_hz);
  std::vector<Mode> strings;
  for (int n = 1; n <= 10; ++n) {
    const double stretch = std::sqrt((1.0 + kStiffness * n * n) / (1.0 + kStiffness));
    strings.emplace_back(n * tone.frequency_hz * stretch, 0.5 * std::pow(n, -slope),
                         t60_s / (1.0 + 0.35 * (n - 1)), sample_rate_hz);
  }
  return ring(std::move(strings), {.attack_s = 0.002, .release_s = 0.12}, tone, sample_rate_hz);
}

// Frequency modulation (Chowning 1973): the index falls faster than the level, as a tine does.
std::vector<float> electric_piano(const Tone& tone, const Timbre& timbre, double sample_rate_hz) {
  const Adsr adsr = {
      .attack_s = 0.003, .decay_s = 0.5 + 0.8 * timbre.decay, .sustain = 0.0, .release_s = 0.1};
  Envelope damper(adsr, tone.duration_s, sample_rate_hz);
  Oscillator modulator(tone.frequency_hz, sample_rate_hz, 0.0);
  Oscillator tremolo(3.0 + 3.0 * timbre.colour, sample_rate_hz, 0.0);
  Mode tine(tone.frequency_hz * 14.0, 0.12 * tone.velocity, 0.12, sample_rate_hz);
  const double step = 2.0 * std::numbers::pi * tone.frequency_hz / sample_rate_hz;
  const double index_fall = std::exp(-1.0 / (0.35 * sample_rate_hz));
  double index = (0.6 + 1.8 * timbre.brightness) * tone.velocity;
  double phase = 0.0;
  std::vector<float> out(damper.size());
  for (float& sample : out) {
    modulator.advance();
    tremolo.advance();
    phase += step;
    const double reed = std::sin(phase + index * modulator.sine()) + tine.next();
    const double wobble = 1.0 + 0.25 * timbre.colour * tremolo.sine();
    sample = static_cast<float>(0.5 * tone.velocity * damper.next() * wobble * reed);
    index *= index_fall;
  }
  return out;
}

std::vector<float> organ(const Tone& tone, const Timbre& timbre, double sample_rate_hz) {
  constexpr double kForEver_s = 1e4;
  const double upper = 0.15 + 0.6 * timbre.brightness;
  const double sub = 0.5 * timbre.colour;
  std::vector<Mode> drawbars;
  auto draw = [&](double ratio, double level) {
    drawbars.emplace_back(ratio * tone.frequency_hz, 0.35 * level, kForEver_s, sample_rate_hz);
  };
  draw(0.5, sub);
  draw(1.0, 1.0);
  draw(2.0, 0.8);
  draw(3.0, upper);
  draw(4.0, 0.7 * upper);
  draw(6.0, 0.5 * upper);
  return ring(std::move(drawbars), {.attack_s = 0.008, .release_s = 0.04}, tone, sample_rate_hz);
}

std::vector<float> vibraphone(const Tone& tone, const Timbre& timbre, double sample_rate_hz) {
  const double t60_s = 2.0 + 3.0 * timbre.decay;
  std::vector<Mode> bar;
  bar.emplace_back(tone.frequency_hz, 0.6, t60_s, sample_rate_hz);
  bar.emplace_back(4.0 * tone.frequency_hz, 0.1 + 0.25 * timbre.brightness, 0.3 * t60_s,
                   sample_rate_hz);
  bar.emplace_back(9.9 * tone.frequency_hz, 0.12 * timbre.brightness, 0.1, sample_rate_hz);
  return ring(std::move(bar), {.attack_s = 0.002, .release_s = 0.4}, tone, sample_rate_hz);
}

std::vector<float> bell(const Tone& tone, const Timbre& timbre, double sample_rate_hz) {
  const double t60_s = 2.5 + 3.5 * timbre.decay;
  std::vector<Mode> modes;
  modes.emplace_back(tone.frequency_hz, 0.5, t60_s, sample_rate_hz);
  modes.emplace_back(2.0 * tone.frequency_hz, 0.3, 0.8 * t60_s, sample_rate_hz);
  modes.emplace_back(2.76 * tone.frequency_hz, 0.25 * timbre.brightness, 0.5 * t60_s,
                     sample_rate_hz);
  modes.emplace_back(5.4 * tone.frequency_hz, 0.2 * timbre.brightness, 0.25 * t60_s,
                     sample_rate_hz);
  return ring(std::move(modes), {.attack_s = 0.004, .release_s = 1.0}, tone, sample_rate_hz);
}

}  // namespace backbeat::datasets::synth
