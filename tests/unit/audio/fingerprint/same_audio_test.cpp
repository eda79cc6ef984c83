#include "audio/fingerprint/same_audio.h"

#include <gtest/gtest.h>

#include "tests/support/signals.h"
#include "tests/unit/audio/fingerprint/fingerprints.h"

namespace backbeat::audio {
namespace {

std::vector<SameAudio> pairs_of(const std::vector<Fingerprint>& fingerprints) {
  return find_same_audio(fingerprints);
}

TEST(SameAudio, FindsAnExcerptAndItsPlace) {
  const std::vector<float> whole = melody(1, 10.0);
  const std::size_t begin = 100 * 512 + 256;
  const auto pairs = pairs_of({of(melody(2, 10.0)), of(whole), of(part(whole, begin, 2.5))});
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(pairs[0].first, 1);
  EXPECT_EQ(pairs[0].second, 2);
  EXPECT_NEAR(pairs[0].offset_s, -static_cast<double>(begin) / kRate_hz, 0.03);
  EXPECT_GT(pairs[0].similarity, 0.95);
}

TEST(SameAudio, OffsetIsWhereTheFirstBeginsInTheSecond) {
  const std::vector<float> whole = melody(1, 8.0);
  const auto pairs = pairs_of({of(part(whole, 51200, 2.5)), of(whole)});
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_NEAR(pairs[0].offset_s, 51200.0 / kRate_hz, 1e-9);
}

TEST(SameAudio, FindsTwoCutsThatOverlap) {
  const std::vector<float> whole = melody(1, 10.0);
  const auto pairs = pairs_of({of(part(whole, 0, 6.0)), of(part(whole, 88200, 6.0))});
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_NEAR(pairs[0].offset_s, -4.0, 0.03);
}

TEST(SameAudio, FindsEveryPairOfSeveralCopies) {
  const Fingerprint one = of(melody(1, 4.0));
  const auto pairs = pairs_of({one, of(melody(2, 4.0)), one, one});
  ASSERT_EQ(pairs.size(), 3U);
  EXPECT_EQ(pairs[0].second, 2);
  EXPECT_EQ(pairs[2].first, 2);
  for (const SameAudio& pair : pairs) EXPECT_EQ(pair.similarity, 1.0);
}

TEST(SameAudio, FindsARecordingUnderNoise) {
  std::vector<float> samples = melody(1, 6.0);
  const Fingerprint clean = of(samples);
  Random random{9};
  for (float& sample : samples) sample += static_cast<float>(0.003 * random.normal());
  const auto pairs = pairs_of({clean, of(samples)});
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_LT(pairs[0].similarity, 1.0);
}

/// Pairs of a melody and 2.5 s of it under noise that is `level` loud, for each of 12 melodies.
std::vector<SameAudio> find_noisy_excerpts(double level) {
  std::vector<SameAudio> found;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::vector<float> whole = melody(seed, 6.0);
    std::vector<float> excerpt = part(whole, 20000 + seed * 37, 2.5);
    Random random{seed, 7};
    for (float& sample : excerpt) sample += static_cast<float>(level * random.normal());
    for (const SameAudio& pair : pairs_of({of(whole), of(excerpt)})) found.push_back(pair);
  }
  return found;
}

TEST(SameAudio, FindsEveryExcerptUnderNoise) {
  EXPECT_EQ(find_noisy_excerpts(0.02).size(), 12U);
}

TEST(SameAudio, FindsTheBestOffsetUnderLoudNoise) {
  const auto found = find_noisy_excerpts(0.03);
  EXPECT_GE(found.size(), 8U);
  for (const SameAudio& pair : found) EXPECT_GT(pair.similarity, 0.87);
}

TEST(SameAudio, StationarySoundsAreNotTheSame) {
  EXPECT_TRUE(pairs_of({of(sine(440.0, kRate_hz, 10.0)), of(sine(441.0, kRate_hz, 10.0)),
                        of(sine(1000.0, kRate_hz, 10.0)), of(noise(1, 10.0)), of(noise(2, 10.0)),
                        of(std::vector<float>(100000)), of(std::vector<float>(100000))})
                  .empty());
}

TEST(SameAudio, ToneThatBeginsAndEndsAlikeIsNotTheSame) {
  const auto beeps = [](double hz) {
    std::vector<float> samples = sine(hz, kRate_hz, 10.0);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      if (n / 11025 % 2 == 1) samples[n] = 0.0F;
    }
    return samples;
  };
  EXPECT_TRUE(pairs_of({of(beeps(440.0)), of(beeps(600.0)), of(beeps(1500.0))}).empty());
}

TEST(SameAudio, ShortOrUnchangingCopiesAreFoundByTheirDigest) {
  const Fingerprint tone = of(sine(440.0, kRate_hz, 5.0));
  const Fingerprint click = of(noise(1, 0.2));
  const auto pairs = pairs_of({tone, click, tone, click});
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].second, 2);
  EXPECT_EQ(pairs[1].second, 3);
  EXPECT_EQ(pairs[0].similarity, 1.0);
}

TEST(SameAudio, ThresholdsAreKept) {
  const std::vector<float> whole = melody(1, 6.0);
  const std::vector<Fingerprint> two{of(whole), of(part(whole, 256, 2.0), {.hop_length = 400})};
  const double errors = 1.0 - find_same_audio(two).at(0).similarity;
  ASSERT_GT(errors, 0.0);
  EXPECT_TRUE(find_same_audio(two, {.max_error_rate = errors * 0.99}).empty());
  EXPECT_TRUE(find_same_audio(two, {.min_bits = 32 * 87}).empty());
}

TEST(SameAudio, NothingComesOfNothing) {
  EXPECT_TRUE(find_same_audio({}).empty());
  EXPECT_TRUE(pairs_of({Fingerprint{}, Fingerprint{}}).empty());
}

}  // namespace
}  // namespace backbeat::audio
