#include "datasets/synth/melody.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace backbeat::datasets::synth {
namespace {

/// A bar of melody: its rhythm, and for each note its height in scale degrees above the anchor.
struct Motif {
  Pattern rhythm;
  std::vector<int> contour;
};

Motif draw_motif(const Style& style, audio::Random& random) {
  Motif motif{pick(style.motifs, random), {}};
  // Mostly steps, now and then a leap that the next note turns back from.
  constexpr std::array<int, 8> kMoves = {-1, 1, -1, 1, -2, 2, 0, 3};
  int height = 0;
  int last_move = 0;
  for (std::size_t i = 0; i < motif.rhythm.size(); ++i) {
    motif.contour.push_back(height);
    const int move = last_move >= 2 ? -1 : kMoves[random.below(kMoves.size())];
    height = std::clamp(height + move, -4, 5);
    last_move = move;
  }
  return motif;
}

bool is_strong(const Session& session, int step) {
  return step == 0 || (session.style().beats_per_bar == 4 && step == 2 * kStepsPerBeat);
}

void play_motif(const Session& session, const Motif& motif, int bar, int anchor,
                audio::Random& random, std::vector<Note>& notes) {
  std::vector<int> chord_tones;
  const Chord& chord = session.chord(bar);
  for (int interval : chord.intervals) chord_tones.push_back((chord.root + interval) % 12);
  std::ranges::sort(chord_tones);

  std::size_t n = 0;
  for (const Stroke& stroke : session.strokes(motif.rhythm, bar)) {
    int pitch = step_in(session.scale(), anchor, motif.contour[n++]);
    if (is_strong(session, stroke.step)) pitch = nearest_in(chord_tones, pitch);
    notes.push_back(session.note(stroke, pitch, random.uniform(0.6, 0.95), random));
  }
}

}  // namespace

std::vector<Note> play_melody(const Session& session, audio::Random random) {
  const int centre = 67 + static_cast<int>(random.below(10));
  const Motif call = draw_motif(session.style(), random);
  const Motif answer = draw_motif(session.style(), random);
  std::vector<Note> notes;
  int anchor = centre;
  for (int bar = 0; bar < session.n_bars(); ++bar) {
    // Call, its sequence a degree or two away, answer; then often a rest.
    const bool breath = Session::ends_phrase(bar) && random.chance(0.6);
    const int drift = static_cast<int>(random.below(5)) - 2;
    anchor = std::clamp(step_in(session.scale(), anchor, drift), centre - 5, centre + 7);
    if (breath || !session.playing(bar).lead) continue;
    const bool answering = bar % Session::kBarsPerPhrase >= 2;
    play_motif(session, answering ? answer : call, bar, anchor, random, notes);
  }
  return notes;
}

}  // namespace backbeat::datasets::synth
