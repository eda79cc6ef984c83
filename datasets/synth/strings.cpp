#include "datasets/synth/strings.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "datasets/synth/signal.h"

namespace backbeat::datasets::synth {
namespace {

// The string's first shape: a burst of noise softened by the pick, minus its echo from the bridge.
std::vector<double> excitation(std::size_t length, double pick_hz, double pick_position,
                               double sample_rate_hz, audio::Random& random) {
  std::vector<double> burst(length);
  OnePole softness(pick_hz, sample_rate_hz);
  for (double& sample : burst) sample = softness.low(random.uniform(-1.0, 1.0));
  const auto echo = static_cast<std::size_t>(pick_position * static_cast<double>(length));
  std::vector<double> shape(length);
  double energy = 1e-12;
  for (std::size_t i = 0; i < length; ++i) {
    shape[i] = burst[i] - burst[(i + length - echo) % length] * 0.9;
    energy += shape[i] * shape[i];
  }
  const double gain = std::sqrt(static_cast<double>(length) / energy);
  for (double& sample : shape) sample *= 0.35 * gain;
  return shape;
}

}  // namespace

std::vector<float> pluck(const PluckedString& string, const Tone& tone, const Timbre& timbre,
                         double sample_rate_hz, audio::Random& random) {
  const double damping = std::clamp(string.damping * (1.4 - 0.8 * timbre.brightness), 0.02, 0.5);
  const double t60_s = string.t60_s * (0.6 + 0.8 * timbre.decay);
  const double position = string.pick_position * (0.6 + 0.8 * timbre.colour);

  // Loop length = delay line + damping filter (about `damping` samples) + all-pass (0.1 to 1.1).
  const double period = sample_rate_hz / tone.frequency_hz;
  const double line_length = std::max(2.0, std::floor(period - damping - 0.1));
  const double fraction = period - damping - line_length;
  const double all_pass = (1.0 - fraction) / (1.0 + fraction);
  const double loss = std::pow(10.0, -3.0 / (tone.frequency_hz * t60_s));

  const double hardness_hz = string.pick_hz * (0.5 + tone.velocity) * (0.6 + timbre.brightness);
  std::vector<double> line = excitation(static_cast<std::size_t>(line_length), hardness_hz,
                                        position, sample_rate_hz, random);
  Envelope hand({.attack_s = 0.001, .release_s = 0.06}, tone.duration_s, sample_rate_hz);
  std::vector<float> out(hand.size());
  double damped_before = 0.0;
  double all_pass_in = 0.0;
  double all_pass_out = 0.0;
  std::size_t at = 0;
  for (float& sample : out) {
    const double here = line[at];
    const double damped = loss * ((1.0 - damping) * here + damping * damped_before);
    damped_before = here;
    all_pass_out = all_pass * (damped - all_pass_out) + all_pass_in;
    all_pass_in = damped;
    line[at] = all_pass_out;
    at = at + 1 == line.size() ? 0 : at + 1;
    sample = static_cast<float>(tone.velocity * hand.next() * here);
  }
  return out;
}

}  // namespace backbeat::datasets::synth
