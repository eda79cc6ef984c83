#include "datasets/synth/patches.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace backbeat::datasets::synth {
namespace {

std::vector<Oscillator> detuned_bank(const Patch& patch, const Tone& tone, const Timbre& timbre,
                                     double sample_rate_hz, audio::Random& random) {
  const double spread_cents = patch.detune_cents * (0.5 + timbre.colour);
  std::vector<Oscillator> bank;
  for (int i = 0; i < patch.oscillators; ++i) {
    const double place =
        patch.oscillators == 1 ? 0.0 : 2.0 * i / static_cast<double>(patch.oscillators - 1) - 1.0;
    const double detune = std::exp2(place * spread_cents / 1200.0);
    bank.emplace_back(tone.frequency_hz * detune, sample_rate_hz, random.uniform());
  }
  return bank;
}

}  // namespace

std::vector<float> play_patch(const Patch& patch, const Tone& tone, const Timbre& timbre,
                              double sample_rate_hz, audio::Random& random) {
  constexpr std::size_t kControlPeriod = 32;  // samples between updates of vibrato and filter
  std::vector<Oscillator> bank = detuned_bank(patch, tone, timbre, sample_rate_hz, random);
  Oscillator fundamental(tone.frequency_hz, sample_rate_hz, 0.0);
  Oscillator vibrato((4.5 + 1.5 * timbre.decay) * static_cast<double>(kControlPeriod),
                     sample_rate_hz, random.uniform());
  Envelope amplifier(patch.adsr, tone.duration_s, sample_rate_hz);
  StateVariable breath(2.0 * tone.frequency_hz, 1.5, sample_rate_hz);
  const double cutoff_hz =
      tone.frequency_hz * patch.cutoff_harmonics * std::exp2(1.6 * (timbre.brightness - 0.5));
  StateVariable filter(cutoff_hz, patch.quality, sample_rate_hz);
  const double width = 0.5 - 0.3 * timbre.colour;
  const double gain = 0.5 / std::sqrt(static_cast<double>(patch.oscillators));

  std::vector<float> out(amplifier.size());
  double bend = 1.0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double level = amplifier.next();
    if (i % kControlPeriod == 0) {
      vibrato.advance();
      const double grown = std::min(1.0, 2.0 * static_cast<double>(i) / sample_rate_hz);
      bend = std::exp2(grown * patch.vibrato_cents * vibrato.sine() / 1200.0);
      filter.tune(cutoff_hz * std::exp2(patch.sweep_octaves * level * tone.velocity));
    }
    double source = 0.0;
    for (Oscillator& oscillator : bank) {
      oscillator.advance(bend);
      if (patch.saw > 0.0) source += patch.saw * oscillator.saw();
      if (patch.pulse > 0.0) source += patch.pulse * oscillator.pulse(width);
    }
    source *= gain;
    if (patch.sine > 0.0) {
      fundamental.advance(bend);
      source += 0.5 * patch.sine * fundamental.sine();
    }
    if (patch.breath > 0.0) {
      source += patch.breath * breath.feed(random.uniform(-1.0, 1.0)).band();
    }
    out[i] = static_cast<float>(tone.velocity * level * filter.feed(source).low());
  }
  return out;
}

}  // namespace backbeat::datasets::synth
