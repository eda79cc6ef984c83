#pragma once

#include <cstddef>
#include <vector>

#include "datasets/synth/score.h"

// What the players agree on before they play: tempo, key, form, and who rests when.
namespace backbeat::datasets::synth {

struct Playing {
  bool drums = true;
  bool bass = true;
  bool chords = true;
  bool lead = true;
};

/// A stroke of a pattern, laid into a bar.
struct Stroke {
  int bar = 0;
  int step = 0;    ///< sixteenths from the bar's start
  int length = 1;  ///< sixteenths it sounds
  char symbol = 'x';
};

class Session {
 public:
  Session(const Style& style, double duration_s, audio::Random random);

  const Style& style() const { return *style_; }
  int n_bars() const { return static_cast<int>(bars_.size()); }
  const Playing& playing(int bar) const { return bars_[static_cast<std::size_t>(bar)]; }
  const Chord& chord(int bar) const {
    return progression_[static_cast<std::size_t>(bar) % progression_.size()];
  }
  const std::vector<int>& scale() const { return scale_; }
  int steps_per_bar() const { return style_->beats_per_bar * kStepsPerBeat; }
  /// Whether the bar is the last of its four, where drummers fill and singers breathe.
  static bool ends_phrase(int bar) { return bar % kBarsPerPhrase == kBarsPerPhrase - 1; }

  /// Time of a step from the clip's start, swung.
  double time_s(int bar, int step) const;
  /// How far a human is off the grid.
  double looseness_s(audio::Random& random) const { return looseness_s_ * random.normal(); }

  std::vector<Stroke> strokes(const Pattern& pattern, int bar) const;
  /// The pattern's strokes in the bars in which `plays` (a member of Playing) is set.
  std::vector<Stroke> strokes(const Pattern& pattern, bool Playing::*plays) const;
  /// The note of a stroke, with human timing.
  Note note(const Stroke& stroke, int pitch, double velocity, audio::Random& random) const;

  static constexpr int kBarsPerPhrase = 4;

 private:
  const Style* style_;
  double beat_s_;
  double swing_;
  double looseness_s_;
  double start_s_ = 0.0;  ///< of the clip, within the song
  std::vector<Chord> progression_;
  std::vector<int> scale_;
  std::vector<Playing> bars_;
};

}  // namespace backbeat::datasets::synth
