#include "datasets/features/recode.h"

#include <algorithm>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "datasets/batches/epoch_sampler.h"
#include "datasets/batches/waveform_windows.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using audio::Degradation;
using Kind = Degradation::Kind;

Clip clip_named(int i) {
  return {.path = "music/rock/" + std::to_string(i) + ".mp3"};
}

TEST(Recode, DrawsEveryCodecInItsRange) {
  std::map<Kind, std::pair<double, double>> ranges;
  int narrowed = 0;
  constexpr int kDraws = 3000;
  for (int i = 0; i < kDraws; ++i) {
    const audio::Degradations recoding = draw_recoding(clip_named(i), 1);
    // Whatever is drawn can be written and read again.
    EXPECT_EQ(audio::parse_degradations(audio::to_text(recoding)), recoding);
    ASSERT_TRUE(recoding.size() == 1 || recoding.size() == 2);
    EXPECT_GE(recoding.back().kind, Kind::kMp3) << "a codec comes last";
    narrowed += recoding.size() == 2 ? 1 : 0;
    for (const auto& [kind, value] : recoding) {
      auto& [low, high] = ranges.try_emplace(kind, value, value).first->second;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  EXPECT_NEAR(narrowed, kDraws / 3.0, 100);
  using Range = std::pair<double, double>;
  EXPECT_EQ(ranges.at(Kind::kMp3), Range(16, 128));
  EXPECT_EQ(ranges.at(Kind::kVorbis), Range(32, 96));
  EXPECT_EQ(ranges.at(Kind::kOpus), Range(12, 64));
  EXPECT_EQ(ranges.at(Kind::kResample), Range(11025, 16000));
  EXPECT_NEAR(ranges.at(Kind::kLowPass).first, 3000, 100);
  EXPECT_NEAR(ranges.at(Kind::kLowPass).second, 10000, 300);
  EXPECT_EQ(ranges.size(), 5U);
}

TEST(Recode, DependsOnNameStartAndVersionAlone) {
  const Clip clip = clip_named(1);
  Clip elsewhere = clip;
  elsewhere.path = "/another/place/rock/1.mp3";
  elsewhere.where = "manifest.csv:3";
  for (int version = 1; version < 20; ++version) {
    EXPECT_EQ(draw_recoding(elsewhere, version), draw_recoding(clip, version));
  }
  Clip later = clip;
  later.start_s = 3.0;
  Clip other_class = clip;
  other_class.path = "music/jazz/1.mp3";
  std::set<std::string> drawn;
  for (int version = 1; version < 20; ++version) {
    for (const Clip& c : {clip, later, other_class, clip_named(2)}) {
      drawn.insert(audio::to_text(draw_recoding(c, version)));
    }
  }
  EXPECT_GT(drawn.size(), 40U);
}

TEST(Recode, PutsAllClipsOfAVersionTogether) {
  const std::vector<Clip> clips{clip_named(0), clip_named(1), clip_named(2)};
  const std::vector<Clip> all = with_recodings(clips, 2);
  ASSERT_EQ(all.size(), 9U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(all[i].degradations.empty());
    for (std::size_t version = 1; version < 3; ++version) {
      const Clip& recoded = all[version * 3 + i];
      EXPECT_EQ(recoded.path, clips[i].path);
      EXPECT_EQ(recoded.degradations, draw_recoding(clips[i], static_cast<int>(version)));
    }
  }
  EXPECT_EQ(with_recodings(clips, 0).size(), 3U);
}

/// Version v of clip i is 10 v + i everywhere, and labels are the clips' numbers.
struct Versions {
  explicit Versions(int versions) {
    for (int v = 0; v < versions; ++v) {
      for (int i = 0; i < 3; ++i) {
        spectrograms.push_back({1, 4, std::vector<float>(4, static_cast<float>(10 * v + i))});
      }
    }
  }
  EpochSampler sampler(int recode) const {
    return {spectrograms,
            labels,
            normalizer,
            {.batch_size = 3, .n_frames = 2, .augment = {.recode = recode}}};
  }
  std::vector<audio::Spectrogram> spectrograms;
  std::vector<int> labels{0, 1, 2};
  Normalizer normalizer{{0.0F}, {1.0F}};
};

TEST(Recode, AnEpochHearsEachClipAsItIsOrOneVersionOfIt) {
  const Versions versions(3);
  std::map<int, int> heard;
  for (int epoch = 0; epoch < 300; ++epoch) {
    const EpochSampler sampler = versions.sampler(2);
    ASSERT_EQ(sampler.batches_per_epoch(), 1);
    const Batch batch = sampler.batch(epoch, 0);
    ASSERT_EQ(batch.labels.size(), 3U);
    EXPECT_EQ(batch.labels, batch.clips);
    for (std::size_t i = 0; i < 3; ++i) {
      const int value = static_cast<int>(batch.inputs[2 * i]);
      EXPECT_EQ(value % 10, batch.clips[i]);
      EXPECT_EQ(batch.inputs[2 * i + 1], batch.inputs[2 * i]);
      ++heard[value];
    }
  }
  ASSERT_EQ(heard.size(), 9U);
  for (const auto& [value, times] : heard) EXPECT_NEAR(times, value < 10 ? 150 : 75, 30) << value;
}

TEST(Recode, SpectrogramsMustBeThoseOfAllVersions) {
  EXPECT_THROW(Versions(2).sampler(0), std::invalid_argument);
  EXPECT_THROW(Versions(2).sampler(2), std::invalid_argument);
  EXPECT_NO_THROW(Versions(2).sampler(1));
}

TEST(Recode, WaveformsAreOfTheSameVersionAsSpectrograms) {
  const TemporaryFolder folder;
  const audio::FeatureSettings settings{
      .sample_rate_hz = 8000, .n_fft = 512, .hop_length = 128, .n_mels = 8};
  std::vector<Clip> clips;
  for (int i = 0; i < 3; ++i) {
    clips.push_back({.path = folder / (std::to_string(i) + ".wav")});
    audio::write_wav(clips.back().path, testing::tone(300.0 * (i + 1), 1.0, 8000));
  }
  const WaveformStore store(with_recodings(clips, 2), {.sample_rate_hz = 8000});
  audio::LogMel log_mel(settings);
  std::vector<audio::Spectrogram> spectrograms;
  for (int i = 0; i < store.size(); ++i) {
    spectrograms.push_back(log_mel(store.read(i, 0, store.n_samples(i))));
  }
  const AugmentOptions augment{.recode = 2};
  const WaveformWindows windows(store, settings, {.n_frames = 16, .augment = augment});
  EXPECT_EQ(windows.size(), 3);
  const std::vector<int> labels{0, 1, 2};
  const Normalizer normalizer{std::vector<float>(8, 0.0F), std::vector<float>(8, 1.0F)};
  const EpochSampler::Options options{.batch_size = 3, .n_frames = 16, .augment = augment};
  const EpochSampler by_spectrogram(spectrograms, labels, normalizer, options);
  const EpochSampler by_waveform(spectrograms, labels, normalizer, options, &windows);
  for (int epoch = 0; epoch < 10; ++epoch) {
    EXPECT_THAT(
        by_waveform.batch(epoch, 0).inputs,
        ::testing::Pointwise(::testing::FloatNear(1e-2F), by_spectrogram.batch(epoch, 0).inputs));
  }
}

}  // namespace
}  // namespace backbeat::datasets
