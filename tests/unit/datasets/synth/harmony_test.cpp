#include "datasets/synth/harmony.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>

namespace backbeat::datasets::synth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(Chords, SymbolsMeanWhatMusiciansMean) {
  EXPECT_EQ(parse_chord("C").root, 0);
  EXPECT_THAT(parse_chord("C").intervals, ElementsAre(0, 4, 7));
  EXPECT_EQ(parse_chord("Am7").root, 9);
  EXPECT_THAT(parse_chord("Am7").intervals, ElementsAre(0, 3, 7, 10));
  EXPECT_EQ(parse_chord("F#m7b5").root, 6);
  EXPECT_THAT(parse_chord("F#m7b5").intervals, ElementsAre(0, 3, 6, 10));
  EXPECT_EQ(parse_chord("Cb").root, 11);
}

TEST(Chords, ProgressionsHoldOneChordABar) {
  const std::vector<Chord> chords = parse_progression("Dm7 G7  Cmaj7");
  ASSERT_EQ(chords.size(), 3U);
  EXPECT_EQ(chords[1].root, 7);
}

TEST(Chords, ErrorsNameTheSymbol) {
  for (const char* symbol : {"H7", "Cfoo", "", "m7"}) {
    EXPECT_THAT([&] { parse_chord(symbol); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("'" + std::string(symbol) + "'")));
  }
}

TEST(Chords, VoicingsKeepThePitchClassesWithinTheOctaveAroundTheCentre) {
  for (const char* symbol : {"C", "Am7", "F#m7b5", "Bb13", "Gsus4"}) {
    const Chord chord = parse_chord(symbol);
    const std::vector<int> pitches = voicing(chord, 60);
    std::vector<int> expected;
    for (const int interval : chord.intervals) expected.push_back((chord.root + interval) % 12);
    std::vector<int> found;
    for (const int pitch : pitches) {
      EXPECT_GE(pitch, 54);
      EXPECT_LT(pitch, 66);
      found.push_back(pitch % 12);
    }
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(expected)) << symbol;
  }
}

TEST(Chords, PowerChordsStandOnTheirRoot) {
  EXPECT_THAT(voicing(parse_chord("A5"), 60), ElementsAre(45, 52, 57));
}

TEST(Scales, AreTransposedAndSorted) {
  EXPECT_THAT(parse_scale("A C D E G", 0), ElementsAre(0, 2, 4, 7, 9));
  EXPECT_THAT(parse_scale("C D E G A", 5), ElementsAre(0, 2, 5, 7, 9));  // F major pentatonic
  EXPECT_THAT([] { parse_scale("C X", 0); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("'X'")));
}

TEST(Scales, StepsClimbDegreeByDegreeAcrossOctaves) {
  const std::vector<int> c_major = parse_scale("C D E F G A B", 0);
  EXPECT_EQ(step_in(c_major, 60, 2), 64);
  EXPECT_EQ(step_in(c_major, 60, 7), 72);
  EXPECT_EQ(step_in(c_major, 60, -1), 59);
  EXPECT_EQ(step_in(c_major, 60, -8), 47);
  EXPECT_EQ(step_in(c_major, 61, 0), 60);  // moved into the scale first
}

TEST(Scales, StepsThereAndBackReturn) {
  const std::vector<int> scale = parse_scale("A C D E G", 3);
  const int start = nearest_in(scale, 67);
  for (int steps = -12; steps <= 12; ++steps) {
    EXPECT_EQ(step_in(scale, step_in(scale, start, steps), -steps), start);
  }
}

TEST(Tuning, IsEqualTemperamentAt440Hz) {
  EXPECT_DOUBLE_EQ(frequency_hz(69), 440.0);
  EXPECT_DOUBLE_EQ(frequency_hz(81), 880.0);
  EXPECT_NEAR(frequency_hz(60), 261.6256, 1e-4);
}

}  // namespace
}  // namespace backbeat::datasets::synth
