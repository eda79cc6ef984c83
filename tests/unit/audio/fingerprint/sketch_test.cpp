#include "audio/fingerprint/sketch.h"

#include <stdexcept>

#include <gmock/gmock.h>

#include "audio/random.h"

namespace backbeat::audio {
namespace {

/// Bands whose levels fall from low to high by one dB each, and waver by a few dB over time.
Spectrogram falling(int n_mels, int n_frames, std::uint64_t seed) {
  Random random{seed};
  Spectrogram spectrogram{n_mels, n_frames, {}};
  for (int mel = 0; mel < n_mels; ++mel) {
    for (int t = 0; t < n_frames; ++t) {
      spectrogram.values.push_back(static_cast<float>(-10.0 - mel + 4.0 * random.uniform()));
    }
  }
  return spectrogram;
}

TEST(Sketch, IsTheMeanLevelOfSixteenGroupsOfBands) {
  Spectrogram spectrogram{32, 2, {}};
  for (int mel = 0; mel < 32; ++mel) {
    spectrogram.values.insert(spectrogram.values.end(), {-2.0F * static_cast<float>(mel) - 1.0F,
                                                         -2.0F * static_cast<float>(mel) + 1.0F});
  }
  const Sketch levels = sketch(spectrogram);
  for (std::size_t g = 0; g < levels.size(); ++g) {
    // Bands 2g and 2g + 1 have levels of -4g and -4g - 2 dB.
    EXPECT_EQ(levels[g], (110.0 - 4.0 * static_cast<double>(g) - 1.0) / kSketchStep_db) << g;
  }
}

TEST(Sketch, HasAGroupOfAtLeastOneBand) {
  const Sketch levels =
      sketch({.n_mels = 4, .n_frames = 1, .values = {-10.0F, -20.0F, -30.0F, -40.0F}});
  EXPECT_EQ(levels.front(), 200);
  EXPECT_EQ(levels.back(), 140);
}

TEST(Sketch, OutOfRangeIsTheEndOfTheRange) {
  EXPECT_THAT(sketch({.n_mels = 16, .n_frames = 1, .values = std::vector(16, -400.0F)}),
              testing::Each(0));
  EXPECT_THAT(sketch({.n_mels = 16, .n_frames = 1, .values = std::vector(16, 400.0F)}),
              testing::Each(255));
}

TEST(Sketch, IsAlikeAfterALittleRoundingAndNotAfterADecibel) {
  const Spectrogram clip = falling(128, 100, 1);
  Spectrogram rounded = clip, louder = clip;
  for (float& value : rounded.values) value += 0.1F;
  for (std::size_t i = 0; i < louder.values.size() / 16; ++i) louder.values[i] += 1.5F;
  EXPECT_TRUE(alike(sketch(clip), sketch(rounded)));
  EXPECT_FALSE(alike(sketch(clip), sketch(louder)));
}

TEST(Sketch, AsTextComesBack) {
  const Sketch levels = sketch(falling(128, 10, 3));
  EXPECT_EQ(to_text(levels).size(), 32U);
  EXPECT_EQ(sketch_from_text(to_text(levels)), levels);
}

TEST(Sketch, RefusesOtherText) {
  const std::string good = to_text(Sketch{});
  EXPECT_THROW(sketch_from_text(""), std::invalid_argument);
  EXPECT_THROW(sketch_from_text(good + "0"), std::invalid_argument);
  std::string letter = good, sign = good;
  letter.back() = 'g';
  sign.front() = '-';
  EXPECT_THROW(sketch_from_text(letter), std::invalid_argument);
  EXPECT_THROW(sketch_from_text(sign), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::audio
