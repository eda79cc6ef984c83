#include "datasets/synth/session.h"

#include <algorithm>
#include <cmath>

namespace backbeat::datasets::synth {
namespace {

// The same chances for every style, so that who plays says nothing about it.
Playing draw_playing(audio::Random& random) {
  Playing playing;
  playing.drums = random.chance(0.9);
  playing.bass = random.chance(0.85);
  playing.chords = random.chance(0.85);
  playing.lead = random.chance(0.6);
  if (!playing.bass && !playing.chords) playing.chords = true;  // somebody states the harmony
  return playing;
}

}  // namespace

Session::Session(const Style& style, double duration_s, audio::Random random)
    : style_(&style),
      beat_s_(60.0 / style.tempo_bpm.draw(random)),
      swing_(style.swing.draw(random)),
      looseness_s_(random.uniform(0.001, 0.010)) {
  const int key = static_cast<int>(random.below(12));
  for (const Chord& chord : parse_progression(pick(style.progressions, random))) {
    progression_.push_back(transposed(chord, key));
  }
  scale_ = parse_scale(pick(style.scales, random), key);

  const double bar_s = style.beats_per_bar * beat_s_;
  start_s_ = random.uniform(0.0, 2.0 * kBarsPerPhrase * bar_s);
  const auto n_bars = static_cast<std::size_t>(std::ceil((start_s_ + duration_s) / bar_s)) + 1;
  while (bars_.size() < n_bars) {
    bars_.insert(bars_.end(), kBarsPerPhrase / 2, draw_playing(random));
  }
}

double Session::time_s(int bar, int step) const {
  const double pair_beats = style_->swung_pair_beats;
  const double beat = bar * style_->beats_per_bar + static_cast<double>(step) / kStepsPerBeat;
  const double pair = std::floor(beat / pair_beats);
  const double phase = beat / pair_beats - pair;
  const double swung =
      phase < 0.5 ? 2.0 * phase * swing_ : swing_ + (2.0 * phase - 1.0) * (1.0 - swing_);
  return (pair + swung) * pair_beats * beat_s_ - start_s_;
}

std::vector<Stroke> Session::strokes(const Pattern& pattern, int bar) const {
  const int steps = steps_per_bar();
  const auto first = static_cast<std::size_t>(bar) * static_cast<std::size_t>(steps);
  auto symbol = [&](int step) { return pattern.at(first + static_cast<std::size_t>(step)); };
  std::vector<Stroke> found;
  for (int step = 0; step < steps; ++step) {
    if (symbol(step) == '.' || symbol(step) == '-') continue;
    int length = 1;
    while (step + length < steps && symbol(step + length) == '-') ++length;
    found.push_back({bar, step, length, symbol(step)});
  }
  return found;
}

std::vector<Stroke> Session::strokes(const Pattern& pattern, bool Playing::*plays) const {
  std::vector<Stroke> found;
  for (int bar = 0; bar < n_bars(); ++bar) {
    if (!(playing(bar).*plays)) continue;
    for (const Stroke& stroke : strokes(pattern, bar)) found.push_back(stroke);
  }
  return found;
}

Note Session::note(const Stroke& stroke, int pitch, double velocity, audio::Random& random) const {
  constexpr double kGate = 0.92;  // the part of its time that a note is held
  const double start_s = time_s(stroke.bar, stroke.step);
  const double length_s = time_s(stroke.bar, stroke.step + stroke.length) - start_s;
  return {start_s + looseness_s(random), kGate * length_s, pitch, velocity};
}

}  // namespace backbeat::datasets::synth
