#include "datasets/synth/instruments.h"

#include "datasets/synth/keys.h"
#include "datasets/synth/patches.h"
#include "datasets/synth/strings.h"

namespace backbeat::datasets::synth {
namespace {

constexpr PluckedString kPickedBass = {
    .damping = 0.35, .t60_s = 3.0, .pick_hz = 1500.0, .pick_position = 0.12};
constexpr PluckedString kUprightBass = {
    .damping = 0.5, .t60_s = 1.3, .pick_hz = 500.0, .pick_position = 0.3};
constexpr PluckedString kNylonGuitar = {
    .damping = 0.45, .t60_s = 2.2, .pick_hz = 1800.0, .pick_position = 0.3};
constexpr PluckedString kSteelGuitar = {
    .damping = 0.2, .t60_s = 3.5, .pick_hz = 5000.0, .pick_position = 0.15};
constexpr PluckedString kElectricGuitar = {
    .damping = 0.3, .t60_s = 6.0, .pick_hz = 3000.0, .pick_position = 0.2};

constexpr Patch kSynthBass = {
    .saw = 0.8,
    .pulse = 0.5,
    .oscillators = 1,
    .cutoff_harmonics = 3.0,
    .sweep_octaves = 2.5,
    .quality = 1.6,
    .adsr = {.attack_s = 0.004, .decay_s = 0.15, .sustain = 0.4, .release_s = 0.05}};
constexpr Patch kSubBass = {
    .saw = 0.15,
    .sine = 1.2,
    .cutoff_harmonics = 5.0,
    .adsr = {.attack_s = 0.008, .decay_s = 0.6, .sustain = 0.6, .release_s = 0.08}};
constexpr Patch kReeseBass = {
    .saw = 1.0,
    .oscillators = 3,
    .detune_cents = 28.0,
    .cutoff_harmonics = 7.0,
    .quality = 1.1,
    .adsr = {.attack_s = 0.01, .decay_s = 1.0, .sustain = 0.8, .release_s = 0.06}};
constexpr Patch kPad = {
    .saw = 1.0,
    .oscillators = 3,
    .detune_cents = 12.0,
    .cutoff_harmonics = 4.0,
    .sweep_octaves = 0.8,
    .quality = 0.7,
    .adsr = {.attack_s = 0.5, .decay_s = 2.0, .sustain = 0.8, .release_s = 0.9}};
constexpr Patch kSynthLead = {
    .saw = 0.6,
    .pulse = 0.6,
    .oscillators = 2,
    .detune_cents = 8.0,
    .cutoff_harmonics = 5.0,
    .sweep_octaves = 1.0,
    .quality = 1.3,
    .vibrato_cents = 15.0,
    .adsr = {.attack_s = 0.01, .decay_s = 0.3, .sustain = 0.6, .release_s = 0.1}};
constexpr Patch kAccordion = {
    .saw = 0.3,
    .pulse = 0.7,
    .oscillators = 3,
    .detune_cents = 10.0,
    .cutoff_harmonics = 9.0,
    .adsr = {.attack_s = 0.03, .decay_s = 1.0, .sustain = 0.9, .release_s = 0.06}};
constexpr Patch kViolin = {
    .saw = 1.0,
    .breath = 0.03,
    .oscillators = 2,
    .detune_cents = 5.0,
    .cutoff_harmonics = 7.0,
    .vibrato_cents = 28.0,
    .adsr = {.attack_s = 0.07, .decay_s = 1.0, .sustain = 0.9, .release_s = 0.12}};
constexpr Patch kSaxophone = {
    .saw = 0.8,
    .pulse = 0.3,
    .breath = 0.06,
    .cutoff_harmonics = 3.5,
    .sweep_octaves = 1.3,
    .quality = 1.2,
    .vibrato_cents = 18.0,
    .adsr = {.attack_s = 0.035, .decay_s = 0.5, .sustain = 0.75, .release_s = 0.07}};
constexpr Patch kFlute = {
    .saw = 0.12,
    .sine = 1.1,
    .breath = 0.12,
    .cutoff_harmonics = 4.0,
    .vibrato_cents = 14.0,
    .adsr = {.attack_s = 0.05, .decay_s = 0.5, .sustain = 0.85, .release_s = 0.09}};

}  // namespace

std::vector<float> play(Instrument instrument, const Tone& tone, const Timbre& timbre,
                        double sample_rate_hz, audio::Random& random) {
  auto patch = [&](const Patch& p) { return play_patch(p, tone, timbre, sample_rate_hz, random); };
  auto string = [&](const PluckedString& s) {
    return pluck(s, tone, timbre, sample_rate_hz, random);
  };
  switch (instrument) {
    case Instrument::kSynthBass:
      return patch(kSynthBass);
    case Instrument::kSubBass:
      return patch(kSubBass);
    case Instrument::kReeseBass:
      return patch(kReeseBass);
    case Instrument::kPickedBass:
      return string(kPickedBass);
    case Instrument::kUprightBass:
      return string(kUprightBass);
    case Instrument::kPiano:
      return piano(tone, timbre, sample_rate_hz);
    case Instrument::kElectricPiano:
      return electric_piano(tone, timbre, sample_rate_hz);
    case Instrument::kOrgan:
      return organ(tone, timbre, sample_rate_hz);
    case Instrument::kVibraphone:
      return vibraphone(tone, timbre, sample_rate_hz);
    case Instrument::kBell:
      return bell(tone, timbre, sample_rate_hz);
    case Instrument::kNylonGuitar:
      return string(kNylonGuitar);
    case Instrument::kSteelGuitar:
      return string(kSteelGuitar);
    case Instrument::kDistortedGuitar:
      return string(kElectricGuitar);
    case Instrument::kPad:
      return patch(kPad);
    case Instrument::kSynthLead:
      return patch(kSynthLead);
    case Instrument::kAccordion:
      return patch(kAccordion);
    case Instrument::kViolin:
      return patch(kViolin);
    case Instrument::kSaxophone:
      return patch(kSaxophone);
    case Instrument::kFlute:
      return patch(kFlute);
  }
  return {};
}

bool is_overdriven(Instrument instrument) {
  return instrument == Instrument::kDistortedGuitar;
}

}  // namespace backbeat::datasets::synth
