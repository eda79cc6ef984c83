#include "audio/augment/noise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>

#include "audio/features/stft.h"
#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

constexpr int kRate_hz = 22050;

/// What was added, in dB below the original.
double measured_snr_db(const std::vector<float>& original, const std::vector<float>& noisy) {
  std::vector<float> difference(original.size());
  for (std::size_t n = 0; n < original.size(); ++n) difference[n] = noisy[n] - original[n];
  return 20.0 * std::log10(rms(original) / rms(difference));
}

TEST(Noise, HasTheRatioAskedFor) {
  const std::vector<float> original = sine(440.0, kRate_hz, 1.0);
  for (const NoiseColour colour : {NoiseColour::kWhite, NoiseColour::kPink}) {
    for (const double snr_db : {-10.0, 0.0, 20.0, 50.0}) {
      Random random{7};
      std::vector<float> noisy = original;
      add_noise(noisy, make_noise(noisy.size(), kRate_hz, colour, random), snr_db);
      EXPECT_NEAR(measured_snr_db(original, noisy), snr_db, 0.01);
    }
  }
}

/// Mean power from `low_hz` to twice that, in dB.
double octave_power_db(const std::vector<float>& samples, double low_hz) {
  Stft stft(hann_window({.n_fft = 2048}), 1024);
  std::vector<Lanes> power(static_cast<std::size_t>(stft.n_bins()));
  double sum = 0.0;
  const auto low = static_cast<std::size_t>(low_hz * 2048 / kRate_hz);
  const std::span<const float> all = samples;
  for (std::size_t begin = 0; begin + stft.span_samples() <= all.size();
       begin += stft.span_samples()) {
    stft.power_spectra(all.subspan(begin, stft.span_samples()), power);
    for (std::size_t k = low; k < 2 * low; ++k) {
      for (int lane = 0; lane < kLanes; ++lane) sum += static_cast<double>(power[k][lane]);
    }
  }
  return 10.0 * std::log10(sum);
}

TEST(Noise, WhiteDoublesItsPowerFromOctaveToOctaveAndPinkKeepsIt) {
  Random random{3};
  const auto white = make_noise(std::size_t{20} * kRate_hz, kRate_hz, NoiseColour::kWhite, random);
  const auto pink = make_noise(std::size_t{20} * kRate_hz, kRate_hz, NoiseColour::kPink, random);
  for (const double low_hz : {172.3, 344.6, 689.1, 1378.2}) {
    EXPECT_NEAR(octave_power_db(white, 2 * low_hz) - octave_power_db(white, low_hz), 3.01, 0.3);
    EXPECT_NEAR(octave_power_db(pink, 2 * low_hz) - octave_power_db(pink, low_hz), 0.0, 0.3);
  }
}

TEST(Noise, RatioIsDrawnFromItsRangeByItsKey) {
  const std::vector<float> original = sine(440.0, kRate_hz, 0.1);
  double lowest = 99.0;
  double highest = 0.0;
  for (std::uint64_t key = 0; key < 100; ++key) {
    std::vector<float> noisy = original;
    Random random{key};
    random_noise(noisy, kRate_hz, random, {.low_snr_db = 20.0, .high_snr_db = 30.0});
    std::vector<float> again = original;
    Random same{key};
    random_noise(again, kRate_hz, same, {.low_snr_db = 20.0, .high_snr_db = 30.0});
    EXPECT_EQ(noisy, again);
    lowest = std::min(lowest, measured_snr_db(original, noisy));
    highest = std::max(highest, measured_snr_db(original, noisy));
  }
  EXPECT_NEAR(lowest, 20.3, 0.31);
  EXPECT_NEAR(highest, 29.7, 0.31);
}

TEST(Noise, BothColoursAreDrawn) {
  const auto sum_of_steps = [](std::uint64_t key, double pink_probability) {
    std::vector<float> samples(2000, 1.0F);
    Random random{key};
    random_noise(samples, kRate_hz, random,
                 {.low_snr_db = 0.0, .high_snr_db = 0.0, .pink_probability = pink_probability});
    double sum = 0.0;  // white noise jumps more from sample to sample
    for (std::size_t n = 1; n < samples.size(); ++n) {
      sum += static_cast<double>(std::abs(samples[n] - samples[n - 1]));
    }
    return sum / 2000.0;
  };
  int pink = 0;
  for (std::uint64_t key = 0; key < 200; ++key) {
    EXPECT_GT(sum_of_steps(key, 0.0), 0.9);
    EXPECT_LT(sum_of_steps(key, 1.0), 0.9);
    pink += sum_of_steps(key, 0.3) < 0.9 ? 1 : 0;
  }
  EXPECT_NEAR(pink, 60, 20);
}

TEST(Noise, KeepsSilenceAndNothing) {
  Random random{1};
  std::vector<float> samples(1000, 0.0F);
  random_noise(samples, kRate_hz, random, {});
  EXPECT_THAT(samples, testing::Each(0.0F));
  std::vector<float> none;
  random_noise(none, kRate_hz, random, {});
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace backbeat::audio
