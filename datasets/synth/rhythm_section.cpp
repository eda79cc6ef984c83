#include "datasets/synth/rhythm_section.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace backbeat::datasets::synth {
namespace {

/// Loudness of a drum or chord stroke; 0 where a '?' is left out this time.
double velocity_of(char symbol, audio::Random& random) {
  const double touch = random.uniform(0.9, 1.1);
  switch (symbol) {
    case 'X':
      return 0.9 * touch;
    case 'o':
      return 0.32 * touch;
    case '?':
      return random.chance(0.4) ? 0.5 * touch : 0.0;
    default:
      return 0.65 * touch;
  }
}

// A run of sixteenths over the phrase's last beat, getting louder.
void add_fill(const Session& session, int bar, Drum drum, audio::Random& random,
              std::vector<Hit>& hits) {
  const int first = session.steps_per_bar() - kStepsPerBeat;
  for (int i = 0; i < kStepsPerBeat; ++i) {
    if (!random.chance(0.8)) continue;
    const double time_s = session.time_s(bar, first + i) + session.looseness_s(random);
    hits.push_back({drum, time_s, 0.45 + 0.12 * i});
  }
}

int chord_tone(const Chord& chord, std::size_t index) {
  return chord.intervals[std::min(index, chord.intervals.size() - 1)];
}

/// A walking step: a scale note one or two degrees from the last, drawn back to the register.
int walk(const Session& session, int last, int low, audio::Random& random) {
  const int size = 1 + static_cast<int>(random.below(2));
  const bool up = last < low + 4 || (last < low + 14 && random.chance(0.5));
  return step_in(session.scale(), last, up ? size : -size);
}

}  // namespace

std::vector<Hit> play_drums(const Session& session, audio::Random random) {
  const Groove& groove = pick(session.style().grooves, random);
  std::vector<Hit> hits;
  for (const DrumLine& line : groove) {
    for (const Stroke& stroke : session.strokes(line.pattern, &Playing::drums)) {
      const double velocity = velocity_of(stroke.symbol, random);
      const double time_s = session.time_s(stroke.bar, stroke.step) + session.looseness_s(random);
      if (velocity > 0.0) hits.push_back({line.drum, time_s, velocity});
    }
  }
  if (groove.empty()) return hits;
  const Drum fill = random.chance(0.5) ? Drum::kTom : groove[groove.size() / 2].drum;
  for (int bar = 0; bar < session.n_bars(); ++bar) {
    const bool due = Session::ends_phrase(bar) && session.playing(bar).drums;
    if (due && random.chance(0.5)) add_fill(session, bar, fill, random, hits);
  }
  return hits;
}

std::vector<Note> play_bass(const Session& session, audio::Random random) {
  constexpr int kLow = 28;  // E1, the lowest string
  const Pattern& line = pick(session.style().bass_lines, random);
  std::vector<Note> notes;
  int last = kLow + 12;
  for (const Stroke& stroke : session.strokes(line, &Playing::bass)) {
    const Chord& chord = session.chord(stroke.bar);
    const int root = pitch_at_least(kLow, chord.root);
    const int next_root = pitch_at_least(kLow, session.chord(stroke.bar + 1).root);
    int pitch = root;
    switch (stroke.symbol) {
      case '3':
        pitch = root + chord_tone(chord, 1);
        break;
      case '5':
        pitch = root + (root >= kLow + 7 ? -5 : 7);
        break;
      case '7':
        pitch = root + chord_tone(chord, 3);
        break;
      case '8':
        pitch = root + 12;
        break;
      case 'a':
        pitch = next_root + (random.chance(0.5) ? 1 : -1);
        break;
      case 'w':
        pitch = walk(session, last, kLow, random);
        break;
      default:
        break;
    }
    last = pitch;
    notes.push_back(session.note(stroke, pitch, random.uniform(0.65, 0.9), random));
  }
  return notes;
}

std::vector<Note> play_chords(const Session& session, audio::Random random) {
  const Pattern& pattern = pick(session.style().comping, random);
  const int centre = 57 + static_cast<int>(random.below(8));
  const double strum_s = random.uniform(0.0, 0.015);
  std::vector<Note> notes;
  for (const Stroke& stroke : session.strokes(pattern, &Playing::chords)) {
    const std::vector<int> pitches = voicing(session.chord(stroke.bar), centre);
    const double velocity = velocity_of(stroke.symbol, random);
    if (stroke.symbol >= '1' && stroke.symbol <= '4') {
      const auto tone = static_cast<std::size_t>(stroke.symbol - '1');
      const int octave = tone < pitches.size() ? 0 : 12;
      notes.push_back(
          session.note(stroke, pitches[tone % pitches.size()] + octave, velocity, random));
      notes.back().duration_s *= 2.0;  // arpeggios ring on
      continue;
    }
    Note note = session.note(stroke, 0, velocity, random);
    for (int pitch : pitches) {
      note.pitch = pitch;
      notes.push_back(note);
      note.start_s += strum_s;
    }
  }
  return notes;
}

}  // namespace backbeat::datasets::synth
