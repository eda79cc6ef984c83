#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "audio/random.h"
#include "datasets/synth/drums.h"
#include "datasets/synth/instruments.h"

// What makes a style: data that a musician can read, one value of the table a style.
namespace backbeat::datasets::synth {

struct Interval {
  double low = 0.0;
  double high = 0.0;

  double draw(audio::Random& random) const { return random.uniform(low, high); }
};

inline constexpr int kStepsPerBeat = 4;  ///< the grid: sixteenth notes

/// One symbol a sixteenth; blanks part the beats and mean nothing. It repeats for ever.
///   .  silence            -  the stroke before goes on sounding
///   X x o                 a stroke: loud, normal, soft;  ?  normal, but only now and then
///   R 3 5 7 8             bass: root, third, fifth, seventh, octave of the chord
///   w a                   bass: a walking step; a semitone off the root that comes next
///   1 2 3 4               comping: one tone of the chord, counted from below
class Pattern {
 public:
  Pattern(const char* text);  // implicit: patterns are written as plain text in the style table

  char at(std::size_t step) const { return symbols_[step % symbols_.size()]; }
  std::size_t size() const { return symbols_.size(); }

 private:
  std::string symbols_;
};

struct DrumLine {
  Drum drum;
  Pattern pattern;
};
using Groove = std::vector<DrumLine>;

/// Each list holds alternatives, of which a clip draws one; listed twice, it is twice as likely.
/// An empty groove is a band without a drummer.
struct Style {
  std::string name;
  Interval tempo_bpm;
  int beats_per_bar = 4;
  Interval swing = {0.5, 0.5};    ///< where a pair's second note falls; 0.5 straight, 0.67 triplet
  double swung_pair_beats = 1.0;  ///< 1: pairs of eighths swing, 0.5: pairs of sixteenths
  std::vector<Groove> grooves;
  std::vector<Pattern> bass_lines;
  std::vector<Pattern> comping;
  std::vector<Pattern> motifs;                 ///< rhythms of the melody's bars
  std::vector<std::string_view> progressions;  ///< one chord a bar, written in C or A minor
  std::vector<std::string_view> scales;        ///< for the melody and walking bass
  std::vector<Instrument> bass;
  std::vector<Instrument> chords;
  std::vector<Instrument> lead;
};

/// All styles, sorted by name.
const std::vector<Style>& styles();

/// Throws std::invalid_argument on an unknown name, listing the known ones.
const Style& find_style(std::string_view name);

/// One of `items`, each as likely.
template <typename T>
const T& pick(const std::vector<T>& items, audio::Random& random) {
  return items[random.below(items.size())];
}

}  // namespace backbeat::datasets::synth
