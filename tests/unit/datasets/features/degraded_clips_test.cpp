// Clips with degradations: decoded, cached, and read as waveforms.

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "audio/degrade/degrade.h"
#include "audio/resample.h"
#include "datasets/features/cache_entry.h"
#include "datasets/features/feature_cache.h"
#include "datasets/features/waveform_store.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

const ExtractOptions kOptions{.settings = {.n_fft = 512, .hop_length = 256, .n_mels = 16}};

class DegradedClips : public ::testing::Test {
 protected:
  DegradedClips() { audio::write_wav(clip_.path, testing::tone(440.0, 1.0, 44100)); }

  static audio::Degradations degradations(std::string_view text) {
    return audio::parse_degradations(text);
  }
  Clip as(std::string_view text) const {
    Clip clip = clip_;
    clip.degradations = degradations(text);
    return clip;
  }

  TemporaryFolder folder_;
  Clip clip_{.path = folder_ / "a.wav"};
  Extractor extract_{kOptions};
};

TEST_F(DegradedClips, AreDegradedAtTheirOwnRateAndThenResampled) {
  const auto recipe = degradations("noise:20+mp3:24");
  const audio::Decoded own = load_mono(clip_.path, {}, 0);
  const auto expected =
      audio::resample(audio::degrade(own.audio.samples, 44100, recipe, 1), 44100, 22050);
  const audio::Decoded found = load_mono(clip_.path, {}, 22050, Accept::kMusic, recipe);
  EXPECT_EQ(found.audio.samples, expected);
  EXPECT_EQ(found.samples, own.samples);

  audio::LogMel log_mel(kOptions.settings);
  EXPECT_EQ(extract_(clip_.path, {}, recipe).spectrogram.values, log_mel(expected).values);
}

TEST_F(DegradedClips, AreJudgedAsUsableBeforeTheyAreDegraded) {
  EXPECT_NO_THROW(load_mono(clip_.path, {}, 0, Accept::kMusic, degradations("gain:-100")));
}

TEST_F(DegradedClips, HaveCacheEntriesOfTheirOwn) {
  const FeatureCache cache(folder_ / "cache");
  const auto clean = cache.get(clip_, extract_).spectrogram.values;
  const auto quiet = cache.get(as("gain:-20"), extract_).spectrogram.values;
  EXPECT_NE(quiet, clean);
  EXPECT_EQ(cache.get(as("gain:-20"), extract_).spectrogram.values, quiet);
  EXPECT_EQ(cache.get(clip_, extract_).spectrogram.values, clean);
  EXPECT_NE(cache_key(as("gain:-20"), kOptions), cache_key(as("gain:-21"), kOptions));
  EXPECT_NE(cache_key(as("gain:-20+noise:9"), kOptions), cache_key(as("gain:-20"), kOptions));
}

TEST_F(DegradedClips, GiveTheirWaveforms) {
  const WaveformStore store({clip_, as("lowpass:400")}, {.sample_rate_hz = 22050});
  ASSERT_EQ(store.n_samples(0), store.n_samples(1));
  float loudest = 0.0F;
  for (const float x : store.read(1, 5000, 15000)) loudest = std::max(loudest, std::abs(x));
  EXPECT_LT(loudest, 1e-3F) << "440 Hz lie beyond the edge";
}

}  // namespace
}  // namespace backbeat::datasets
