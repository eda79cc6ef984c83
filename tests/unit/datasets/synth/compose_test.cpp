#include "datasets/synth/compose.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>

#include "datasets/synth/melody.h"
#include "datasets/synth/rhythm_section.h"
#include "datasets/synth/session.h"

namespace backbeat::datasets::synth {
namespace {

class StyleTable : public ::testing::TestWithParam<Style> {};
INSTANTIATE_TEST_SUITE_P(EveryStyle, StyleTable, ::testing::ValuesIn(styles()),
                         [](const auto& instance) { return instance.param.name; });

void expect_pattern(const Pattern& pattern, std::size_t steps_per_bar, std::string_view symbols) {
  EXPECT_GT(pattern.size(), 0U);
  EXPECT_EQ(pattern.size() % steps_per_bar, 0U) << "not a whole number of bars";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    EXPECT_NE(symbols.find(pattern.at(i)), std::string_view::npos) << pattern.at(i);
  }
}

TEST_P(StyleTable, IsWrittenInWholeBarsOfKnownSymbols) {
  const Style& style = GetParam();
  const std::size_t steps = style.beats_per_bar == 3 ? 12 : 16;
  for (const Groove& groove : style.grooves) {
    for (const DrumLine& line : groove) expect_pattern(line.pattern, steps, ".-Xxo?");
  }
  for (const Pattern& line : style.bass_lines) expect_pattern(line, steps, ".-R3578wa");
  for (const Pattern& line : style.comping) expect_pattern(line, steps, ".-Xxo1234");
  for (const Pattern& line : style.motifs) expect_pattern(line, steps, ".-x");
  for (const auto symbols : style.progressions) EXPECT_FALSE(parse_progression(symbols).empty());
  for (const auto notes : style.scales) EXPECT_GE(parse_scale(notes, 0).size(), 5U);
}

TEST_P(StyleTable, MelodiesStayInTheScaleOrTheChord) {
  for (std::uint64_t index = 0; index < 10; ++index) {
    const ClipKey key = {.seed = 1, .style = 2, .index = index};
    const Session session(GetParam(), 10.0, key.stream(Stream::kSession));
    for (const Note& note : play_melody(session, key.stream(Stream::kLead))) {
      bool fits = std::ranges::count(session.scale(), note.pitch % 12) > 0;
      for (int bar = 0; bar < session.n_bars(); ++bar) {
        const Chord& chord = session.chord(bar);
        for (const int interval : chord.intervals) {
          fits = fits || (chord.root + interval) % 12 == note.pitch % 12;
        }
      }
      EXPECT_TRUE(fits) << note.pitch;
      EXPECT_GE(note.pitch, 48);
      EXPECT_LE(note.pitch, 100);
    }
  }
}

TEST_P(StyleTable, EveryMomentOfTheClipHasSomebodyPlaying) {
  for (std::uint64_t index = 0; index < 20; ++index) {
    const Session session(GetParam(), 10.0, {index});
    EXPECT_LE(session.time_s(0, 0), 0.0);
    EXPECT_GE(session.time_s(session.n_bars(), 0), 10.0);
    for (int bar = 0; bar < session.n_bars(); ++bar) {
      EXPECT_TRUE(session.playing(bar).bass || session.playing(bar).chords);
    }
  }
}

/// Sixteenths within the bar on which the drum falls in the bars where drums play; fills left out.
std::set<int> steps_of(const Style& style, const Groove& groove, Drum drum) {
  std::set<int> steps;
  const Session session(style, 20.0, {1});
  for (const DrumLine& line : groove) {
    if (line.drum != drum) continue;
    for (const Stroke& stroke : session.strokes(line.pattern, 0)) steps.insert(stroke.step);
  }
  return steps;
}

TEST(Styles, HouseHasFourOnTheFloor) {
  const Style& house = find_style("house");
  for (const Groove& groove : house.grooves) {
    EXPECT_THAT(steps_of(house, groove, Drum::kKick), ::testing::IsSupersetOf({0, 4, 8, 12}));
  }
}

TEST(Styles, RockHasABackbeat) {
  const Style& rock = find_style("rock");
  for (const Groove& groove : rock.grooves) {
    EXPECT_THAT(steps_of(rock, groove, Drum::kSnare), ::testing::ElementsAre(4, 12));
  }
}

TEST(Styles, ReggaeChordsFallOffTheBeat) {
  const Style& reggae = find_style("reggae");
  const Session session(reggae, 20.0, {1});
  for (const Pattern& comping : reggae.comping) {
    for (const Stroke& stroke : session.strokes(comping, 0)) EXPECT_NE(stroke.step % 4, 0);
  }
}

TEST(Styles, WaltzBarsHaveThreeBeatsAndTheBassTakesTheFirst) {
  const Style& waltz = find_style("waltz");
  const Session session(waltz, 20.0, {1});
  EXPECT_EQ(session.steps_per_bar(), 12);
  for (const Pattern& line : waltz.bass_lines) {
    EXPECT_EQ(session.strokes(line, 0).front().step, 0);
  }
}

TEST(Styles, JazzSwingsItsEighthsLikeTriplets) {
  for (std::uint64_t index = 0; index < 10; ++index) {
    const Session session(find_style("swing_jazz"), 10.0, {index});
    const double beat_s = session.time_s(0, 4) - session.time_s(0, 0);
    const double off_beat = (session.time_s(0, 2) - session.time_s(0, 0)) / beat_s;
    EXPECT_GE(off_beat, 0.62);
    EXPECT_LE(off_beat, 0.68);
    // The sixteenth after the off-beat lies halfway to the next beat, and bars meet.
    EXPECT_NEAR(session.time_s(0, 3), (session.time_s(0, 2) + session.time_s(0, 4)) / 2.0, 1e-9);
    EXPECT_NEAR(session.time_s(3, 0), session.time_s(2, 16), 1e-9);
  }
}

TEST(Styles, RockIsPlayedStraight) {
  const Session session(find_style("rock"), 10.0, {1});
  const double beat_s = session.time_s(0, 4) - session.time_s(0, 0);
  for (int step = 0; step < 16; ++step) {
    EXPECT_NEAR(session.time_s(0, step) - session.time_s(0, 0), step * beat_s / 4.0, 1e-9);
  }
}

TEST(Styles, TemposAreTheStylesOwn) {
  for (const Style& style : styles()) {
    for (std::uint64_t index = 0; index < 10; ++index) {
      const Session session(style, 10.0, {index});
      const double bpm = 60.0 / (session.time_s(0, 4) - session.time_s(0, 0));
      EXPECT_GE(bpm, style.tempo_bpm.low - 1e-6);
      EXPECT_LE(bpm, style.tempo_bpm.high + 1e-6);
    }
  }
}

TEST(Patterns, DashesLengthenTheStrokeBefore) {
  const Session session(find_style("rock"), 10.0, {1});
  const std::vector<Stroke> strokes = session.strokes("x--- .... X-o. ...R", 0);
  ASSERT_EQ(strokes.size(), 4U);
  EXPECT_EQ(strokes[0].length, 4);
  EXPECT_EQ(strokes[1].step, 8);
  EXPECT_EQ(strokes[1].length, 2);
  EXPECT_EQ(strokes[3].symbol, 'R');
}

TEST(Patterns, OfTwoBarsAlternate) {
  const Session session(find_style("rock"), 10.0, {1});
  const Pattern pattern = "x... .... .... .... .... .... .... x...";
  for (int bar = 0; bar < 4; ++bar) {
    ASSERT_EQ(session.strokes(pattern, bar).size(), 1U);
    EXPECT_EQ(session.strokes(pattern, bar)[0].step, bar % 2 == 0 ? 0 : 12);
  }
}

TEST(Streams, OnePlayersNumbersLeaveTheOthersAlone) {
  const ClipKey key = {.seed = 1, .style = 2, .index = 3};
  std::set<std::uint64_t> first;
  for (const Stream stream : {Stream::kSession, Stream::kDrums, Stream::kBass, Stream::kChords,
                              Stream::kLead, Stream::kEnsemble, Stream::kMix}) {
    audio::Random random = key.stream(stream);
    first.insert(random());
  }
  EXPECT_EQ(first.size(), 7U);
}

}  // namespace
}  // namespace backbeat::datasets::synth
