#include "audio/features/mel.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include <gtest/gtest.h>

namespace backbeat::audio {
namespace {

TEST(MelScale, SlaneyIsLinearTo1000HzAndLogarithmicAbove) {
  EXPECT_DOUBLE_EQ(hz_to_mel(200.0, MelScale::kSlaney), 3.0);
  EXPECT_DOUBLE_EQ(hz_to_mel(1000.0, MelScale::kSlaney), 15.0);
  EXPECT_DOUBLE_EQ(hz_to_mel(6400.0, MelScale::kSlaney), 15.0 + 27.0);
}

TEST(MelScale, HtkHas1000MelAt1000Hz) {
  EXPECT_NEAR(hz_to_mel(1000.0, MelScale::kHtk), 1000.0, 0.1);
  EXPECT_DOUBLE_EQ(hz_to_mel(700.0, MelScale::kHtk), 2595.0 * std::log10(2.0));
}

TEST(MelScale, ThereAndBackIsTheSame) {
  for (const MelScale scale : {MelScale::kSlaney, MelScale::kHtk, MelScale::kKaldi}) {
    for (const double hz : {0.0, 50.0, 999.0, 1000.0, 1001.0, 8000.0, 22050.0}) {
      EXPECT_NEAR(mel_to_hz(hz_to_mel(hz, scale), scale), hz, 1e-9 * (1.0 + hz));
    }
  }
}

class MelFilterbank : public testing::TestWithParam<FeatureSettings> {};

TEST_P(MelFilterbank, EveryWeightIsPositiveAndRisesThenFalls) {
  for (const MelFilter& filter : mel_filterbank(GetParam())) {
    const auto peak = std::max_element(filter.weights.begin(), filter.weights.end());
    EXPECT_TRUE(std::is_sorted(filter.weights.begin(), peak));
    EXPECT_TRUE(std::is_sorted(peak, filter.weights.end(), std::greater<>()));
    EXPECT_TRUE(std::all_of(filter.weights.begin(), filter.weights.end(),
                            [](float weight) { return weight > 0.0F; }));
    EXPECT_GE(filter.first_bin, 0);
    EXPECT_LE(filter.first_bin + static_cast<int>(filter.weights.size()), GetParam().n_fft / 2 + 1);
  }
}

// Under Slaney's norm a flat spectrum stays flat: the area under each triangle is 1. The FFT is
// long so that even the narrowest triangle is sampled finely enough to see it.
TEST_P(MelFilterbank, SlaneyNormGivesEveryBandUnitArea) {
  FeatureSettings settings = GetParam();
  settings.mel_norm = MelNorm::kSlaney;
  settings.n_fft = 16384;
  const double bin_hz = static_cast<double>(settings.sample_rate_hz) / settings.n_fft;
  for (const MelFilter& filter : mel_filterbank(settings)) {
    const double sum = std::accumulate(filter.weights.begin(), filter.weights.end(), 0.0);
    EXPECT_NEAR(sum * bin_hz, 1.0, 0.02);
  }
}

TEST_P(MelFilterbank, WithoutNormNeighboursAddUpToOne) {
  FeatureSettings settings = GetParam();
  settings.mel_norm = MelNorm::kNone;
  std::vector<double> sum(static_cast<std::size_t>(settings.n_fft / 2 + 1));
  const std::vector<MelFilter> filters = mel_filterbank(settings);
  for (const MelFilter& filter : filters) {
    for (std::size_t i = 0; i < filter.weights.size(); ++i) {
      sum[static_cast<std::size_t>(filter.first_bin) + i] += static_cast<double>(filter.weights[i]);
    }
  }
  const double step = (hz_to_mel(settings.sample_rate_hz / 2.0, settings.mel_scale) -
                       hz_to_mel(settings.fmin_hz, settings.mel_scale)) /
                      (settings.n_mels + 1);
  for (std::size_t bin = 0; bin < sum.size(); ++bin) {
    const double hz = static_cast<double>(bin) * settings.sample_rate_hz / settings.n_fft;
    const double band =
        (hz_to_mel(hz, settings.mel_scale) - hz_to_mel(settings.fmin_hz, settings.mel_scale)) /
        step;
    if (band <= 1.0 || band >= settings.n_mels) continue;
    EXPECT_NEAR(sum[bin], 1.0, 1e-6) << bin;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Settings, MelFilterbank,
    testing::Values(FeatureSettings{}, FeatureSettings{.n_mels = 40, .fmin_hz = 30.0},
                    FeatureSettings{.n_mels = 80, .mel_scale = MelScale::kHtk},
                    FeatureSettings{.sample_rate_hz = 48000, .n_fft = 1024, .n_mels = 64}));

TEST(MelFilterbank, StaysInsideFminAndFmax) {
  const FeatureSettings settings{.fmin_hz = 500.0, .fmax_hz = 4000.0};
  const double bin_hz = static_cast<double>(settings.sample_rate_hz) / settings.n_fft;
  for (const MelFilter& filter : mel_filterbank(settings)) {
    const double last = filter.first_bin + static_cast<double>(filter.weights.size()) - 1.0;
    EXPECT_GT(filter.first_bin * bin_hz, 500.0);
    EXPECT_LT(last * bin_hz, 4000.0);
  }
}

// first, first + 1, and so on.
Lanes::Vector lanes_from(float first) {
  Lanes::Vector lanes;
  for (int lane = 0; lane < kLanes; ++lane) lanes[lane] = first + static_cast<float>(lane);
  return lanes;
}

TEST(MelFilterbank, ApplyIsTheWeightedSumOfItsBins) {
  const MelFilter filter{.first_bin = 2, .weights = {0.5F, 1.0F, 0.25F}};
  const std::vector<Lanes> spectra{100.0F, 100.0F, Lanes(lanes_from(1.0F)), 3.0F, 4.0F, 100.0F};
  const Lanes sums = filter.apply(spectra);
  for (int lane = 0; lane < kLanes; ++lane) {
    EXPECT_FLOAT_EQ(sums[lane], 0.5F * static_cast<float>(1 + lane) + 4.0F);
  }
  EXPECT_FLOAT_EQ(MelFilter{}.apply(spectra), 0.0F);
}

}  // namespace
}  // namespace backbeat::audio
