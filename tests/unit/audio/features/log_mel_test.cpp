#include "audio/features/log_mel.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/features/mel.h"
#include "tests/support/signals.h"

namespace backbeat::audio {
namespace {

constexpr int kRateHz = 22050;

std::size_t loudest_band(const Spectrogram& mel, int frame) {
  std::vector<float> column(static_cast<std::size_t>(mel.n_mels));
  for (int m = 0; m < mel.n_mels; ++m) column[static_cast<std::size_t>(m)] = mel.at(m, frame);
  return static_cast<std::size_t>(std::max_element(column.begin(), column.end()) - column.begin());
}

TEST(LogMel, HasOneRowABandAndOneColumnAHop) {
  LogMel log_mel(FeatureSettings{});
  for (const int n : {0, 1, 511, 512, 22050}) {
    const Spectrogram mel = log_mel(std::vector<float>(static_cast<std::size_t>(n), 0.1F));
    EXPECT_EQ(mel.n_mels, 128);
    EXPECT_EQ(mel.n_frames, 1 + n / 512);
    EXPECT_EQ(mel.values.size(), static_cast<std::size_t>(mel.n_mels * mel.n_frames));
  }
}

TEST(LogMel, SilenceIsTheFloor) {
  const Spectrogram mel = LogMel(FeatureSettings{})(std::vector<float>(kRateHz));
  EXPECT_THAT(mel.values, testing::Each(testing::FloatNear(-80.0F, 1e-5F)));
}

TEST(LogMel, ASinePeaksInTheBandAroundIt) {
  const FeatureSettings settings;
  LogMel log_mel(settings);
  const double band_mel = hz_to_mel(kRateHz / 2.0, MelScale::kSlaney) / (settings.n_mels + 1);
  for (const double hz : {440.0, 1000.0, 3000.0, 9000.0}) {
    const Spectrogram mel = log_mel(sine(hz, kRateHz, 1.0));
    // Band m has its centre at (m + 1) band widths.
    const double expected = hz_to_mel(hz, MelScale::kSlaney) / band_mel - 1.0;
    EXPECT_NEAR(static_cast<double>(loudest_band(mel, mel.n_frames / 2)), expected, 1.0) << hz;
  }
}

TEST(LogMel, TenTimesLouderIs20DecibelsMore) {
  LogMel log_mel(FeatureSettings{});
  const std::vector<float> quiet = white_noise(kRateHz, 0.05F);
  std::vector<float> loud = quiet;
  for (float& sample : loud) sample *= 10.0F;
  std::vector<float> expected = log_mel(quiet).values;
  for (float& value : expected) value += 20.0F;
  EXPECT_THAT(log_mel(loud).values, testing::Pointwise(testing::FloatNear(1e-3F), expected));
}

TEST(LogMel, AShiftOfOneHopShiftsTheFramesByOne) {
  LogMel log_mel(FeatureSettings{});
  const std::vector<float> samples = white_noise(kRateHz);
  std::vector<float> shifted(512);
  shifted.insert(shifted.end(), samples.begin(), samples.end());
  const Spectrogram before = log_mel(samples);
  const Spectrogram after = log_mel(shifted);
  ASSERT_EQ(after.n_frames, before.n_frames + 1);
  for (int m = 0; m < before.n_mels; ++m) {
    for (int t = 0; t < before.n_frames; ++t) EXPECT_EQ(after.at(m, t + 1), before.at(m, t));
  }
}

TEST(LogMel, OfAClipIsTheSameAgain) {
  LogMel log_mel(FeatureSettings{});
  const std::vector<float> samples = white_noise(10000);
  const std::vector<float> first = log_mel(samples).values;
  log_mel(white_noise(5000));
  EXPECT_EQ(log_mel(samples).values, first);
}

TEST(LogMel, TopDbLiftsWhatIsFarBelowTheLoudest) {
  const std::vector<float> samples = sine(1000.0, kRateHz, 1.0);
  const std::vector<float> all = LogMel(FeatureSettings{.floor = 1e-10})(samples).values;
  const std::vector<float> limited =
      LogMel(FeatureSettings{.floor = 1e-10, .top_db = 30.0})(samples).values;
  const float bottom = *std::max_element(all.begin(), all.end()) - 30.0F;
  ASSERT_LT(*std::min_element(all.begin(), all.end()), bottom);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(limited[i], std::max(all[i], bottom));
}

// An impulse of height a has |X_k| = a in every bin: band m holds a^p times its filter's sum.
TEST(LogMel, RaisesTheMagnitudeToThePower) {
  std::vector<float> impulse(4096);
  impulse[2048] = 0.25F;
  for (const double power : {1.0, 2.0, 3.0}) {
    const FeatureSettings settings{.mel_norm = MelNorm::kNone, .power = power};
    const Spectrogram mel = LogMel(settings)(impulse);
    const MelFilter filter = mel_filterbank(settings).at(100);
    double sum = 0.0;
    for (const float weight : filter.weights) sum += static_cast<double>(weight);
    EXPECT_NEAR(mel.at(100, 4), 10.0 * std::log10(sum * std::pow(0.25, power)), 1e-3);
  }
}

TEST(LogMel, OfAClipInBlocksIsTheSame) {
  for (const char* name : {"backbeat", "torchaudio"}) {
    FeatureSettings settings = preset(name);
    settings.sample_rate_hz = kRateHz;
    LogMel log_mel(settings);
    const std::vector<float> samples = white_noise(30000);
    const std::vector<float> whole = log_mel(samples).values;
    for (const std::size_t block : {1U, 999U, 16384U}) {
      LogMelStream stream(log_mel);
      for (std::size_t begin = 0; begin < samples.size(); begin += block) {
        stream.push(std::span(samples).subspan(begin, std::min(block, samples.size() - begin)));
      }
      EXPECT_EQ(stream.finish().values, whole) << name << " by " << block;
    }
  }
}

TEST(LogMel, TakenInPartsItIsTheSame) {
  const std::vector<float> samples = white_noise(30000);
  LogMel log_mel(FeatureSettings{});
  const Spectrogram whole = log_mel(samples);
  for (const std::size_t block : {1U, 4000U, 20000U}) {
    LogMelStream stream(log_mel);
    Spectrogram together{whole.n_mels, whole.n_frames,
                         std::vector<float>(whole.values.size(), -1000.0F)};
    int frames = 0;
    const auto append = [&](const Spectrogram& part) {
      ASSERT_LE(frames + part.n_frames, whole.n_frames);
      for (int mel = 0; mel < part.n_mels; ++mel) {
        std::copy_n(part.values.begin() + mel * part.n_frames, part.n_frames,
                    together.values.begin() + mel * whole.n_frames + frames);
      }
      frames += part.n_frames;
    };
    for (std::size_t begin = 0; begin < samples.size(); begin += block) {
      stream.push(std::span(samples).subspan(begin, std::min(block, samples.size() - begin)));
      const std::size_t ready = stream.n_ready();
      const Spectrogram part = stream.take();
      EXPECT_EQ(static_cast<std::size_t>(part.n_frames), ready);
      EXPECT_EQ(stream.n_ready(), 0U);
      append(part);
    }
    EXPECT_GT(frames, whole.n_frames / 2) << "most come before the end";
    append(stream.finish());
    EXPECT_EQ(frames, whole.n_frames);
    EXPECT_EQ(together.values, whole.values) << "by " << block;
  }
}

TEST(EmptyBands, CountsBandsThatNoBinFallsInto) {
  EXPECT_EQ(empty_bands(FeatureSettings{}), 0);
  FeatureSettings torchaudio = preset("torchaudio");
  torchaudio.sample_rate_hz = kRateHz;
  EXPECT_GT(empty_bands(torchaudio), 0);
}

TEST(LogMel, RefusesSettingsItCanNotUse) {
  EXPECT_THROW(LogMel(preset("torchaudio")), std::invalid_argument) << "no sample rate";
  EXPECT_THROW(LogMel(FeatureSettings{.n_fft = 2047}), std::invalid_argument);
}

}  // namespace
}  // namespace backbeat::audio
