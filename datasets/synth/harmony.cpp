#include "datasets/synth/harmony.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <fmt/core.h>

namespace backbeat::datasets::synth {
namespace {

struct Quality {
  std::string_view suffix;
  std::vector<int> intervals;
};

// Four sounding tones at most: extended chords leave out what a player would (the fifth first).
const std::vector<Quality>& qualities() {
  static const std::vector<Quality> table = {
      {"", {0, 4, 7}},         {"m", {0, 3, 7}},         {"5", {0, 7, 12}},
      {"sus2", {0, 2, 7}},     {"sus4", {0, 5, 7}},      {"6", {0, 4, 7, 9}},
      {"7", {0, 4, 7, 10}},    {"m7", {0, 3, 7, 10}},    {"maj7", {0, 4, 7, 11}},
      {"m7b5", {0, 3, 6, 10}}, {"dim7", {0, 3, 6, 9}},   {"9", {0, 4, 10, 14}},
      {"m9", {0, 3, 10, 14}},  {"maj9", {0, 4, 11, 14}}, {"13", {0, 4, 10, 21}},
      {"add9", {0, 4, 7, 14}},
  };
  return table;
}

constexpr int kOctave = 12;

int pitch_class(int pitch) {
  return ((pitch % kOctave) + kOctave) % kOctave;
}

/// Pitch class of a leading note name, and the number of characters it took (0: none).
std::pair<int, std::size_t> read_note(std::string_view text) {
  constexpr std::array<int, 7> kFromA = {9, 11, 0, 2, 4, 5, 7};
  if (text.empty() || text[0] < 'A' || text[0] > 'G') return {0, 0};
  const int natural = kFromA[static_cast<std::size_t>(text[0] - 'A')];
  if (text.size() > 1 && text[1] == '#') return {pitch_class(natural + 1), 2};
  if (text.size() > 1 && text[1] == 'b') return {pitch_class(natural - 1), 2};
  return {natural, 1};
}

}  // namespace

Chord parse_chord(std::string_view symbol) {
  const auto [root, length] = read_note(symbol);
  const std::string_view suffix = symbol.substr(length);
  const auto found = std::ranges::find(qualities(), suffix, &Quality::suffix);
  if (length == 0 || found == qualities().end()) {
    throw std::invalid_argument(
        fmt::format("chord: found '{}', expected a note and a quality such as Am7", symbol));
  }
  return {root, found->intervals};
}

std::vector<Chord> parse_progression(std::string_view symbols) {
  std::istringstream words{std::string(symbols)};
  std::vector<Chord> chords;
  for (std::string word; words >> word;) chords.push_back(parse_chord(word));
  return chords;
}

std::vector<int> parse_scale(std::string_view notes, int transpose) {
  std::istringstream words{std::string(notes)};
  std::vector<int> scale;
  for (std::string word; words >> word;) {
    const auto [note, length] = read_note(word);
    if (length != word.size()) {
      throw std::invalid_argument(
          fmt::format("scale: found '{}', expected a note such as Eb", word));
    }
    scale.push_back(pitch_class(note + transpose));
  }
  std::ranges::sort(scale);
  return scale;
}

Chord transposed(const Chord& chord, int semitones) {
  return {pitch_class(chord.root + semitones), chord.intervals};
}

int pitch_at_least(int low, int pitch_class_wanted) {
  return low + pitch_class(pitch_class_wanted - low);
}

std::vector<int> voicing(const Chord& chord, int centre) {
  std::vector<int> pitches;
  const bool power_chord = chord.intervals == std::vector<int>{0, 7, kOctave};
  const int low = power_chord ? centre - kOctave - kOctave / 2 : centre - kOctave / 2;
  const int root = pitch_at_least(low, chord.root);
  pitches.reserve(chord.intervals.size());
  for (int interval : chord.intervals) {
    pitches.push_back(power_chord ? root + interval : pitch_at_least(low, chord.root + interval));
  }
  std::ranges::sort(pitches);
  return pitches;
}

int nearest_in(const std::vector<int>& scale, int pitch) {
  for (int distance = 0; distance < kOctave; ++distance) {
    for (int candidate : {pitch - distance, pitch + distance}) {
      if (std::ranges::binary_search(scale, pitch_class(candidate))) return candidate;
    }
  }
  throw std::invalid_argument("scale: found no notes, expected at least one");
}

int step_in(const std::vector<int>& scale, int pitch, int steps) {
  const int size = static_cast<int>(scale.size());
  const int start = nearest_in(scale, pitch);
  const auto here = std::ranges::lower_bound(scale, pitch_class(start)) - scale.begin();
  const int target = static_cast<int>(here) + steps;
  const int octaves = target >= 0 ? target / size : -((size - 1 - target) / size);
  const int degree = target - octaves * size;
  return start - pitch_class(start) + octaves * kOctave + scale[static_cast<std::size_t>(degree)];
}

double frequency_hz(double pitch) {
  return 440.0 * std::exp2((pitch - 69.0) / kOctave);
}

}  // namespace backbeat::datasets::synth
