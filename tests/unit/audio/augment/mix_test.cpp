#include "audio/augment/mix.h"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>

#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

/// Amplitude of the sine of `hz` in one second of samples.
double amplitude_of(const std::vector<float>& samples, double hz) {
  const std::vector<float> probe = sine(hz, static_cast<int>(samples.size()), 1.0, 1.0);
  return 2.0 * std::inner_product(samples.begin(), samples.end(), probe.begin(), 0.0) /
         static_cast<double>(samples.size());
}

TEST(Mix, LevelsStandAsLambdaHoweverLoudTheClipsWere) {
  for (const double quiet : {0.5, 0.05, 0.005}) {
    for (const double lambda : {0.0, 0.25, 0.5, 0.9}) {
      std::vector<float> mixed = sine(440.0, 8000, 1.0, quiet);
      EXPECT_EQ(mix_clips(mixed, sine(1000.0, 8000, 1.0, 0.5), lambda), lambda);
      const double own = amplitude_of(mixed, 440.0);
      const double other = amplitude_of(mixed, 1000.0);
      EXPECT_NEAR(own / (own + other), lambda, 1e-4);
    }
  }
}

TEST(Mix, KeepsTheLevelOfUncorrelatedClips) {
  for (const double lambda : {0.0, 0.3, 0.5, 0.8}) {
    std::vector<float> mixed = sine(440.0, 8000, 1.0, 0.2);
    const double level = rms(mixed);
    mix_clips(mixed, sine(1000.0, 8000, 1.0, 0.7), lambda);
    EXPECT_NEAR(rms(mixed), level, 1e-4);
  }
}

TEST(Mix, OfLambdaOneChangesNoBit) {
  std::vector<float> samples = white_noise(1000);
  EXPECT_EQ(mix_clips(samples, sine(440.0, 1000, 1.0), 1.0), 1.0);
  EXPECT_EQ(samples, white_noise(1000));
}

TEST(Mix, LeavesSilenceAndWithSilenceAlone) {
  const std::vector<float> silence(1000, 0.0F);
  std::vector<float> samples = silence;
  EXPECT_EQ(mix_clips(samples, white_noise(1000), 0.5), 1.0);
  EXPECT_EQ(samples, silence);
  samples = white_noise(1000);
  EXPECT_EQ(mix_clips(samples, silence, 0.5), 1.0);
  EXPECT_EQ(samples, white_noise(1000));
  std::vector<float> none;
  EXPECT_EQ(mix_clips(none, {}, 0.5), 1.0);
}

TEST(Mix, LambdaIsOneOrUniformByItsKey) {
  int mixed = 0;
  double sum = 0.0;
  for (std::uint64_t key = 0; key < 1000; ++key) {
    Random random{key};
    Random same{key};
    const double lambda = draw_lambda(random, {.probability = 0.4});
    EXPECT_EQ(lambda, draw_lambda(same, {.probability = 0.4}));
    EXPECT_GE(lambda, 0.0);
    EXPECT_LE(lambda, 1.0);
    if (lambda == 1.0) continue;
    ++mixed;
    sum += lambda;
  }
  EXPECT_NEAR(mixed, 400, 60);
  EXPECT_NEAR(sum / mixed, 0.5, 0.05);
}

}  // namespace
}  // namespace backbeat::audio
