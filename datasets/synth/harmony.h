#pragma once

#include <string>
#include <string_view>
#include <vector>

// Chord symbols and scales to pitches. Songs are written in C (or A minor) and transposed to the
// key drawn. Pitches are MIDI numbers: 60 is middle C, 69 is A at 440 Hz.
namespace backbeat::datasets::synth {

struct Chord {
  int root = 0;                ///< pitch class, 0 = C
  std::vector<int> intervals;  ///< semitones above the root, ascending, the first 0
};

/// Reads "C", "Am7", "F#m7b5", "Bb13". Throws std::invalid_argument on anything else.
Chord parse_chord(std::string_view symbol);

/// Reads chords parted by spaces, one a bar.
std::vector<Chord> parse_progression(std::string_view symbols);

/// Reads note names parted by spaces ("C D Eb G"); gives sorted pitch classes moved up by
/// `transpose` semitones.
std::vector<int> parse_scale(std::string_view notes, int transpose);

Chord transposed(const Chord& chord, int semitones);

/// Lowest pitch of the given pitch class that is not below `low`.
int pitch_at_least(int low, int pitch_class);

/// The chord's tones within the octave around `centre`, ascending: neighbouring chords share tones
/// and move by small steps. Power chords keep their root at the bottom and sound an octave lower.
std::vector<int> voicing(const Chord& chord, int centre);

/// The pitch of `scale` (pitch classes) nearest to `pitch`; of two equally near, the lower.
int nearest_in(const std::vector<int>& scale, int pitch);

/// `steps` degrees up (or down) `scale` from `pitch`, which is first moved into the scale.
int step_in(const std::vector<int>& scale, int pitch, int steps);

double frequency_hz(double pitch);

}  // namespace backbeat::datasets::synth
