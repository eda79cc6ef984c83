#include "audio/fingerprint/fingerprint.h"

#include <bit>

#include <gtest/gtest.h>

#include "tests/support/signals.h"
#include "tests/unit/audio/fingerprint/fingerprints.h"

namespace backbeat::audio {
namespace {

double reliable_share(const Fingerprint& fingerprint) {
  int bits = 0;
  for (const FingerprintFrame& frame : fingerprint.frames) bits += std::popcount(frame.reliable);
  return bits / (32.0 * static_cast<double>(fingerprint.frames.size()));
}

TEST(Fingerprint, HasAFrameForEachThatHasItsNeighbourhood) {
  // 44 hops give 45 frames of the spectrogram, of which a change needs 8 before and 8 after.
  EXPECT_EQ(of(noise(1, 44.0 * 512.0 / kRate_hz)).frames.size(), 30U);
  EXPECT_TRUE(of(noise(1, 0.3)).frames.empty());
}

TEST(Fingerprint, BitSaysWhichOfTwoBandsRoseMore) {
  // All bands are still, but for one that rises by 20 dB in the middle.
  const FeatureSettings settings;
  Spectrogram spectrogram{128, 16, std::vector<float>(std::size_t{128} * 16, -40.0F)};
  for (std::size_t t = 8; t < 16; ++t) {
    for (std::size_t m = 40; m < 43; ++m) spectrogram.values[m * 16 + t] = -20.0F;
  }
  const Fingerprint result = fingerprint(spectrogram, settings);
  ASSERT_EQ(result.frames.size(), 1U);
  const auto [bits, reliable] = result.frames[0];
  // What rose is above what stayed on one side of it and below on the other.
  EXPECT_GE(std::popcount(reliable), 2);
  EXPECT_LE(std::popcount(reliable), 4);
  // Rows 40 to 42 are 15.7 to 16.8 mel; bands of 0.93 mel begin at 4.5, so number 12 is the first.
  EXPECT_EQ(std::countr_zero(reliable), 11);
  const std::uint32_t lowest = reliable & -reliable;
  EXPECT_EQ(bits & lowest, 0U);
  EXPECT_NE(bits & std::bit_floor(reliable), 0U);
}

TEST(Fingerprint, DoesNotDependOnLevel) {
  std::vector<float> samples = melody(1, 3.0);
  const Fingerprint loud = of(samples);
  for (float& sample : samples) sample *= 0.25F;
  EXPECT_LT(overlap(loud, of(samples), 0).error_rate(), 0.01);
}

TEST(Fingerprint, HardlyDependsOnTheHopLength) {
  const std::vector<float> samples = melody(1, 3.0);
  const Fingerprint other = of(samples, {.hop_length = 400});
  const Overlap result = overlap(of(samples), other, 0);
  EXPECT_GT(result.bits, 1000);
  EXPECT_LT(result.error_rate(), 0.05);
}

TEST(Fingerprint, HardlyDependsOnTheMelBands) {
  const std::vector<float> samples = melody(1, 3.0);
  const Fingerprint other = of(samples, {.n_mels = 160, .mel_scale = MelScale::kHtk});
  EXPECT_LT(overlap(of(samples), other, 0).error_rate(), 0.1);
}

TEST(Fingerprint, HalfAHopAsideHardlyMatters) {
  const std::vector<float> samples = melody(1, 4.0);
  const Fingerprint aside = of(part(samples, 256, 3.0));
  EXPECT_LT(overlap(aside, of(samples), 0).error_rate(), 0.05);
}

TEST(Fingerprint, UnrelatedMelodiesDifferInHalfOfTheBits) {
  EXPECT_NEAR(overlap(of(melody(1, 10.0)), of(melody(2, 10.0)), 0).error_rate(), 0.5, 0.07);
}

TEST(Fingerprint, HeldTonesAndSilenceSayNothing) {
  EXPECT_LT(reliable_share(of(sine(440.0, kRate_hz, 5.0))), 0.2);
  EXPECT_EQ(reliable_share(of(std::vector<float>(50000))), 0.0);
}

TEST(Fingerprint, DigestIsOfTheSpectrogram) {
  EXPECT_EQ(of(noise(1, 1.0)).digest, of(noise(1, 1.0)).digest);
  EXPECT_NE(of(noise(1, 1.0)).digest, of(noise(2, 1.0)).digest);
  EXPECT_EQ(of(std::vector<float>(50000)).digest, 0U);
}

TEST(Overlap, CountsOnlyWhatBothHaveAndCallReliable) {
  const Fingerprint a{.frames = {{0b1111, 0b1111}, {0b0011, 0b0111}}};
  const Fingerprint b{.frames = {{0b0000, 0b1111}, {0b1110, 0b1110}}};
  EXPECT_EQ(overlap(a, b, 0).bits, 4 + 2);
  EXPECT_EQ(overlap(a, b, 0).errors, 4 + 1);
  EXPECT_EQ(overlap(a, b, 1).bits, 3);  // a[0] over b[1]
  EXPECT_EQ(overlap(a, b, 1).errors, 0);
  EXPECT_EQ(overlap(a, b, -1).bits, 3);  // a[1] over b[0]
  EXPECT_EQ(overlap(a, b, -1).errors, 2);
  EXPECT_EQ(overlap(a, b, 5).bits, 0);
  EXPECT_EQ(overlap(a, b, 5).error_rate(), 1.0);
}

}  // namespace
}  // namespace backbeat::audio
