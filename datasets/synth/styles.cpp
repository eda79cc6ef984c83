#include "datasets/synth/styles.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/ranges.h>

// The table of styles: longer than most files here because it is data, best read side by side.
namespace backbeat::datasets::synth {
namespace {

using D = Drum;
using I = Instrument;

Style ambient() {
  return {
      .name = "ambient",
      .tempo_bpm = {56, 92},
      .grooves = {{},
                  {{D::kShaker, "x... .... ..o. ...."}, {D::kTom, "o... .... .... ...."}},
                  {{D::kRim, ".... ..?. .... ...?"}, {D::kBrush, "x--- .... x--- ...."}}},
      .bass_lines = {"R--- ---- ---- ----", "R--- ---- ---- ---- 5--- ---- ---- ----"},
      .comping = {"x--- ---- ---- ----", "x--- ---- x--- ----", "1.2. 3.4. 3.2. 1.2.",
                  "1... 3... 2... 4..."},
      .motifs = {"x--- ---- x--- ----", ".... x--- ---- ----", "x--- ---- --x- x---"},
      .progressions = {"Cmaj9 Cmaj9 Fmaj9 Fmaj9", "Am9 Am9 Fmaj9 Fmaj9", "Csus2 Csus2 Gsus4 Gsus4",
                       "Dm9 Dm9 Am9 Am9", "Fmaj7 Fmaj7 Em7 Em7"},
      .scales = {"C D E G A", "C D E G B"},
      .bass = {I::kSubBass, I::kReeseBass, I::kUprightBass},
      .chords = {I::kPad, I::kPad, I::kElectricPiano, I::kBell},
      .lead = {I::kBell, I::kFlute, I::kPad, I::kSynthLead},
  };
}

Style bossa_nova() {
  return {
      .name = "bossa_nova",
      .tempo_bpm = {60, 78},
      .grooves = {{{D::kRim, "x..x ..x. ..x. .x.."},
                   {D::kShaker, "xoXo xoXo xoXo xoXo"},
                   {D::kKick, "x..o x..o x..o x..o"}},
                  {{D::kRim, "..x. .x.. x..x ..x."},
                   {D::kClosedHat, "xooo xooo xooo xooo"},
                   {D::kKick, "x..o x..o x..o x..o"}},
                  {{D::kRim, "x..x ..x. ..x. .x.."}, {D::kBrush, "x.x. x.x. x.x. x.x."}}},
      .bass_lines = {"R--R 5--5 R--R 5--5", "R--- 5--5 R--- 5--a", "R--5 5--R R--5 5--a"},
      .comping = {"x-.x -.x- .x-. x-.x", "x-.x -.x. x-.x -.x.", "x.-x ..x- ..x. .x-."},
      .motifs = {"x--x --x- ---- ....", "..x- x-x- -x-- x---", "x-x- .x-- x--- ....",
                 "...x -x-x --x- ----"},
      .progressions = {"Dm9 G13 Cmaj9 A7", "Cmaj9 D9 Dm7 G13", "Am9 Am9 Dm9 E7",
                       "Cmaj7 Cmaj7 Dm7 G7", "Em7 A7 Dm9 G13"},
      .scales = {"C D E F G A B"},
      .bass = {I::kUprightBass, I::kUprightBass, I::kPickedBass},
      .chords = {I::kNylonGuitar, I::kNylonGuitar, I::kPiano, I::kElectricPiano},
      .lead = {I::kFlute, I::kSaxophone, I::kVibraphone, I::kPiano},
  };
}

Style country() {
  return {
      .name = "country",
      .tempo_bpm = {92, 132},
      .swing = {0.5, 0.58},
      .grooves = {{{D::kBrush, "ooXo ooXo ooXo ooXo"}, {D::kKick, "x... x... x... x..."}},
                  {{D::kSnare, "ooxo ooxo ooxo ooxx"}, {D::kKick, "x... .... x... ...."}},
                  {{D::kRim, "..x. ..x. ..x. ..x."},
                   {D::kKick, "x... x... x... x..."},
                   {D::kClosedHat, "x.x. x.x. x.x. x.x."}}},
      .bass_lines = {"R-.. 5-.. R-.. 5-..", "R-.. 5-.. R-.. 5-a.", "R-.. 5-.. R-.. w-a."},
      .comping = {"..x. ..x. ..x. ..x.", "..X. ..xx ..X. ..xx", "1.3. 2.3. 1.3. 2.4.",
                  "1.x. 2.x. 1.x. 2.x."},
      .motifs = {"x.x. x.x. x--- ....", "xxx. x.x. xxx. x---", "x-x- xxxx x-x- ....",
                 "..xx x-x- x-xx x---"},
      .progressions = {"C C F C", "C F G C", "C C G7 G7 G7 G7 C C", "C Am F G7", "F C G7 C"},
      .scales = {"C D E G A", "C D Eb E G A"},
      .bass = {I::kUprightBass, I::kPickedBass},
      .chords = {I::kSteelGuitar, I::kSteelGuitar, I::kSteelGuitar, I::kPiano},
      .lead = {I::kViolin, I::kSteelGuitar, I::kSteelGuitar, I::kPiano},
  };
}

Style drum_and_bass() {
  return {
      .name = "drum_and_bass",
      .tempo_bpm = {158, 178},
      .grooves = {{{D::kKick, "X... .... ..X. ...."},
                   {D::kSnare, ".... X... .... X..."},
                   {D::kClosedHat, "x.x. x.x. x.x. x.xo"}},
                  {{D::kKick, "X.X. .... ..XX ...."},
                   {D::kSnare, ".... X..o .o.. X..o"},
                   {D::kRide, "x.x. x.x. x.x. x.x."}},
                  {{D::kKick, "X... ..?. .X.. .... X... .... ..X. .x.."},
                   {D::kSnare, ".... X.o. .o.. X.o. .... X..o .o.. ..X."},
                   {D::kClosedHat, "xoxo xoxo xoxo xoxo"}}},
      .bass_lines = {"R--- ---- --.. ..R. 3--- ---- 5--- ----",
                     "R--- --R- .... R--- ---- 8-R- .... ....",
                     "R-.R .... ..R- 8-.. R-.R .... ..5- 3-.."},
      .comping = {"x--- ---- ---- ----", "x-.. ..x- .... ....", "...x ..x. ..x. ....",
                  "x--- ---- ---- ---- .... ..x- .... ...."},
      .motifs = {"x--- ---- ..x- ....", ".... x-x- ..x- ----", "x--x --x- ---- ----"},
      .progressions = {"Am7 Am7 Fmaj7 Fmaj7", "Am9 Am9 Am9 Am9", "Dm7 Dm7 Am7 Am7", "Am Am G G"},
      .scales = {"A C D E G", "A B C D E F G"},
      .bass = {I::kReeseBass, I::kReeseBass, I::kSubBass, I::kSynthBass},
      .chords = {I::kPad, I::kElectricPiano, I::kSynthLead, I::kPiano},
      .lead = {I::kSynthLead, I::kPad, I::kFlute, I::kBell},
  };
}

Style hip_hop() {
  return {
      .name = "hip_hop",
      .tempo_bpm = {76, 98},
      .swing = {0.54, 0.63},
      .swung_pair_beats = 0.5,
      .grooves = {{{D::kKick, "X..x .... ..X. ...."},
                   {D::kSnare, ".... X... .... X..."},
                   {D::kClosedHat, "x.x. x.x. x.xo x.x."}},
                  {{D::kKick, "X... ..x. .xX. ...."},
                   {D::kSnare, ".... X..o .... X..."},
                   {D::kClosedHat, "xox. xox. xox. xoxo"}},
                  {{D::kKick, "X.x. ...x ..X. ...? X... ..x. .xX. ...."},
                   {D::kClap, ".... X... .... X..."},
                   {D::kClosedHat, "x.x. x.xx x.x. x.x."}}},
      .bass_lines = {"R--- .... ..R- ....", "R--R .... ..5- ..8.", "R--- --R- .R-- ..w."},
      .comping = {"x--- --.. ..x- ....", "x--- ---- ---- ---- ..x- -... .x-- ....",
                  ".... x--- .... x---", "x-.x --.. .... ..x."},
      .motifs = {"..x. x-.. .x-- ....", "x-.x -.x- ---- ....", ".... .... ..xx x---"},
      .progressions = {"Am7 Dm9", "Dm9 Em7 Am9 Am9", "Fmaj7 Em7 Dm7 Em7", "Am7 Am7 Fmaj7 Em7"},
      .scales = {"A C D E G", "A C D Eb E G"},
      .bass = {I::kSubBass, I::kSubBass, I::kUprightBass, I::kPickedBass},
      .chords = {I::kElectricPiano, I::kPiano, I::kVibraphone, I::kPad},
      .lead = {I::kSaxophone, I::kFlute, I::kElectricPiano, I::kBell, I::kSynthLead},
  };
}

Style house() {
  return {
      .name = "house",
      .tempo_bpm = {116, 132},
      .swing = {0.5, 0.56},
      .swung_pair_beats = 0.5,
      .grooves = {{{D::kKick, "X... X... X... X..."},
                   {D::kClap, ".... X... .... X..."},
                   {D::kOpenHat, "..x. ..x. ..x. ..x."},
                   {D::kClosedHat, "o?oo o?oo o?oo o?oo"}},
                  {{D::kKick, "X... X... X... X..."},
                   {D::kOpenHat, "..X. ..X. ..X. ..X."},
                   {D::kShaker, "xoxo xoxo xoxo xoxo"}},
                  {{D::kKick, "X... X... X... X..x"},
                   {D::kSnare, ".... x... .... x..?"},
                   {D::kClosedHat, "..X. ..X. ..X. ..X."},
                   {D::kRim, "...x ..x. ...x ..x."}}},
      .bass_lines = {"..R. ..R. ..R. ..R.", "..R. ..RR ..R. ..8.", "R..R ..R. .R.R ..5.",
                     "..RR ..RR ..RR ..88"},
      .comping = {"x..x ..x. ..x. .x..", "..x. ..x. ..x. ..x.", "x--. ...x --.. ..x-",
                  "1234 2341 3412 4123"},
      .motifs = {"x..x ..x. x..x ....", "..x. x.x. ..x. x---", "x.xx .x.x x.x. ....",
                 ".... x-x- .... x-x-"},
      .progressions = {"Am7 Am7 Fmaj7 G", "Dm7 Em7 Am7 Am7", "Am9 Dm9 Am9 Dm9", "Fmaj7 G Am7 Em7"},
      .scales = {"A C D E G", "A B C D E G"},
      .bass = {I::kSynthBass, I::kSynthBass, I::kSubBass, I::kPickedBass},
      .chords = {I::kPiano, I::kElectricPiano, I::kOrgan, I::kSynthLead, I::kPad},
      .lead = {I::kSynthLead, I::kVibraphone, I::kFlute, I::kPiano},
  };
}

Style reggae() {
  return {
      .name = "reggae",
      .tempo_bpm = {66, 86},
      .swing = {0.52, 0.64},
      .swung_pair_beats = 0.5,
      .grooves = {{{D::kKick, ".... X... .... X..."},
                   {D::kRim, ".... X... .... X..?"},
                   {D::kClosedHat, "x.xo x.x. x.xo x.x."}},
                  {{D::kKick, "X... X... X... X..."},
                   {D::kSnare, ".... x... .... x..."},
                   {D::kClosedHat, "x.x. x.xo x.x. x.xo"}},
                  {{D::kKick, ".... .... X... ...."},
                   {D::kSnare, ".... .... X... ...?"},
                   {D::kClosedHat, "..x. ..x. ..x. ..x."}}},
      .bass_lines = {"R-.. R-5- ..8- ..5-", "..R- R-.3 5-.. R-..", "R--. ..R- 3-5- ....",
                     "R-RR ..3- 5-.. 5-3."},
      .comping = {"..X. ..X. ..X. ..X.", "..x. ..x. ..x. ..x.", "..xo ..xo ..xo ..xo",
                  ".oXo .oXo .oXo .oXo"},
      .motifs = {"x-.x -.x- x--- ....", ".... x-x- ..x- x---", "x--- x-xx ---- ....",
                 "..x- x-.. ..x- ...."},
      .progressions = {"C C F F", "Am Am Dm Dm", "C G Am F", "Am G Am G", "C F C G"},
      .scales = {"C D E G A", "A C D E G"},
      .bass = {I::kSubBass, I::kPickedBass, I::kPickedBass},
      .chords = {I::kSteelGuitar, I::kOrgan, I::kPiano, I::kNylonGuitar},
      .lead = {I::kOrgan, I::kSaxophone, I::kSynthLead, I::kFlute},
  };
}

Style rock() {
  return {
      .name = "rock",
      .tempo_bpm = {100, 152},
      .grooves = {{{D::kKick, "X... ..x. X... ...."},
                   {D::kSnare, ".... X... .... X..."},
                   {D::kClosedHat, "X.x. X.x. X.x. X.x."}},
                  {{D::kKick, "X... ..x. ..X. ..x."},
                   {D::kSnare, ".... X... .... X..."},
                   {D::kOpenHat, "X... X... X... X..."}},
                  {{D::kKick, "X.x. .... X.x. ..?."},
                   {D::kSnare, ".... X... .... X..."},
                   {D::kRide, "X.x. X.x. X.x. X.x."}}},
      .bass_lines = {"R.R. R.R. R.R. R.R.", "R-R- R-R- R-R- R-a-", "R--- ..R- R--- ..5-"},
      .comping = {"X.x. x.x. X.x. x.x.", "X--- ---- ..x- x---", "X--- ..X- --x- ----",
                  "X.xx .xX. X.xx .x.x"},
      .motifs = {"x-x- x--- x-x- ----", "x-xx --x- ---- ....", "..x- x-x- x--- ---.",
                 "xxx- xxx- x--- ----"},
      .progressions = {"C5 G5 A5 F5", "A5 F5 C5 G5", "C5 F5 G5 F5", "A5 A5 D5 E5", "C5 Bb5 F5 C5"},
      .scales = {"A C D E G", "A C D Eb E G", "C D E G A"},
      .bass = {I::kPickedBass, I::kPickedBass, I::kSynthBass},
      .chords = {I::kDistortedGuitar, I::kDistortedGuitar, I::kSteelGuitar, I::kOrgan},
      .lead = {I::kDistortedGuitar, I::kDistortedGuitar, I::kOrgan, I::kSynthLead},
  };
}

Style swing_jazz() {
  return {
      .name = "swing_jazz",
      .tempo_bpm = {116, 190},
      .swing = {0.62, 0.68},
      .grooves = {{{D::kRide, "x... X.x. x... X.x."},
                   {D::kClosedHat, ".... x... .... x..."},
                   {D::kKick, "o... o... o... o..."}},
                  {{D::kBrush, "x... X.x. x... X.x."},
                   {D::kClosedHat, ".... X... .... X..."},
                   {D::kSnare, ".... ..?. .... ..?."}},
                  {{D::kRide, "x... X.x. x... X.?."},
                   {D::kRim, ".... .... .... x..."},
                   {D::kSnare, "..?. .... ..?. ...."}}},
      .bass_lines = {"R--. w--. w--. a--.", "R--. 3--. 5--. a--.", "R--. 8--. 5--. a--.",
                     "R--. w--. 5--. a.a."},
      .comping = {"x-.. ..x. .... ....", "..x. .... ..x- ....", ".... ..x. .... ..x.",
                  "x--. .... ..x. .... .... ..x- .... x-..", "x... x... x... x..."},
      .motifs = {"x-x- x-x- x-x- x-..", "..x- x-x- x--- ....", "x--- x-x- ..x- x-x-",
                 "x-x- ..x- ---- ...."},
      .progressions = {"Dm7 G7 Cmaj7 A7", "Cmaj7 A7 Dm7 G7", "C6 C6 F7 F7 C6 A7 Dm7 G7",
                       "Bm7b5 E7 Am7 Am7", "Em7 A7 Dm9 G13"},
      .scales = {"C D E F G A B", "C D Eb E F G A Bb"},
      .bass = {I::kUprightBass, I::kUprightBass, I::kUprightBass, I::kPickedBass},
      .chords = {I::kPiano, I::kPiano, I::kElectricPiano, I::kNylonGuitar, I::kVibraphone},
      .lead = {I::kSaxophone, I::kSaxophone, I::kPiano, I::kVibraphone, I::kFlute},
  };
}

Style waltz() {
  return {
      .name = "waltz",
      .tempo_bpm = {104, 180},
      .beats_per_bar = 3,
      .grooves = {{{D::kKick, "x... .... ...."}, {D::kBrush, ".... x... x..."}},
                  {{D::kKick, "X... .... ...."},
                   {D::kSnare, ".... o... o..."},
                   {D::kRide, "x... .... ...."}},
                  {{D::kKick, "x... .... ...."},
                   {D::kRim, ".... x... x..."},
                   {D::kClosedHat, ".... x... x.?."}}},
      .bass_lines = {"R--- .... ....", "R--- .... .... 5--- .... ....",
                     "R--- ---- --.. R--- .... a---"},
      .comping = {".... x-.. x-..", ".... x--. x--.", "1.3. 2.3. 2.3.", "1... x... x..."},
      .motifs = {"x--- ---- x---", "x--- x--- x---", "x--- --x- x---", "x--- ---- ----",
                 "x-x- x-x- x-x-"},
      .progressions = {"C C G7 G7 G7 G7 C C", "C F G7 C", "Am Dm E7 Am", "C A7 Dm G7",
                       "Am Am E7 E7 Dm E7 Am Am"},
      .scales = {"C D E F G A B"},
      .bass = {I::kUprightBass, I::kUprightBass, I::kPickedBass},
      .chords = {I::kAccordion, I::kPiano, I::kNylonGuitar, I::kViolin},
      .lead = {I::kViolin, I::kAccordion, I::kPiano, I::kFlute},
  };
}

}  // namespace

Pattern::Pattern(const char* text) : symbols_(text) {
  std::erase(symbols_, ' ');
}

const std::vector<Style>& styles() {
  static const std::vector<Style> table = {ambient(),    bossa_nova(), country(), drum_and_bass(),
                                           hip_hop(),    house(),      reggae(),  rock(),
                                           swing_jazz(), waltz()};
  return table;
}

const Style& find_style(std::string_view name) {
  const auto found = std::ranges::find(styles(), name, &Style::name);
  if (found != styles().end()) return *found;
  std::vector<std::string_view> known;
  for (const Style& style : styles()) known.emplace_back(style.name);
  throw std::invalid_argument(
      fmt::format("style: found '{}', expected one of {}", name, fmt::join(known, ", ")));
}

}  // namespace backbeat::datasets::synth
