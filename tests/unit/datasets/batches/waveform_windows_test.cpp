#include "datasets/batches/waveform_windows.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <omp.h>
#include <set>

#include <gmock/gmock.h>

#include "audio/augment/crop.h"
#include "audio/random.h"
#include "datasets/batches/epoch_sampler.h"
#include "datasets/batches/windows.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::Each;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr int kMels = 8;
constexpr int kFrames = 12;
constexpr std::size_t kWindow = std::size_t{kMels} * kFrames;

/// The `i`th window of `inputs`.
std::vector<float> window_of(const std::vector<float>& inputs, std::size_t i) {
  const auto begin = inputs.begin() + static_cast<std::ptrdiff_t>(i * kWindow);
  return {begin, begin + static_cast<std::ptrdiff_t>(kWindow)};
}

/// Noise of 0.3, 1, 1.5 and 2 s at 8000 Hz: of the first a window has to be tiled.
struct Clips {
  explicit Clips(audio::PadMode pad_mode = audio::PadMode::kConstant) {
    settings.pad_mode = pad_mode;
    for (const double duration_s : {0.3, 1.0, 1.5, 2.0}) {
      audio::Mono noise{{}, settings.sample_rate_hz};
      audio::Random random{clips.size()};
      for (int n = 0; n < duration_s * settings.sample_rate_hz; ++n) {
        noise.samples.push_back(static_cast<float>(random.uniform(-0.5, 0.5)));
      }
      clips.push_back({.path = folder / (std::to_string(clips.size()) + ".wav")});
      audio::write_wav(clips.back().path, noise);
    }
    store = std::make_unique<WaveformStore>(
        clips, WaveformStore::Options{.sample_rate_hz = settings.sample_rate_hz,
                                      .folder = folder / "cache"});
    audio::LogMel log_mel(settings);
    for (int i = 0; i < store->size(); ++i) {
      spectrograms.push_back(log_mel(store->read(i, 0, store->n_samples(i))));
    }
  }

  WaveformWindows windows(const AugmentOptions& augment, std::uint64_t seed = 1) const {
    return {*store, settings, {.n_frames = kFrames, .seed = seed, .augment = augment}};
  }
  /// Windows of all clips.
  std::vector<float> all(const AugmentOptions& augment, int epoch = 0,
                         std::uint64_t seed = 1) const {
    std::vector<float> inputs(clips.size() * kWindow);
    windows(augment, seed).write(epoch, std::vector<int>{0, 1, 2, 3}, inputs);
    return inputs;
  }
  EpochSampler sampler(const AugmentOptions& augment,
                       const WaveformWindows* waveforms = nullptr) const {
    return {spectrograms,
            labels,
            normalizer,
            {.batch_size = 4, .n_frames = kFrames, .augment = augment},
            waveforms};
  }

  TemporaryFolder folder;
  audio::FeatureSettings settings{
      .sample_rate_hz = 8000, .n_fft = 1024, .hop_length = 320, .n_mels = kMels};
  std::vector<Clip> clips;
  std::unique_ptr<WaveformStore> store;
  std::vector<audio::Spectrogram> spectrograms;
  std::vector<int> labels{0, 1, 2, 3};
  Normalizer normalizer{std::vector<float>(kMels, -3.0F), std::vector<float>(kMels, 2.0F)};
};

AugmentOptions everything() {
  return {.gain = audio::GainOptions{},
          .tilt = audio::TiltOptions{},
          .speed = audio::SpeedOptions{},
          .noise = audio::NoiseOptions{},
          .mix = audio::MixOptions{.probability = 1.0},
          .polarity = audio::PolarityOptions{},
          .equalizer = audio::EqualizerOptions{},
          .band_limit = audio::BandLimitOptions{},
          .spec = audio::SpecAugmentOptions{}};
}

class EitherPadding : public ::testing::TestWithParam<audio::PadMode> {};

TEST_P(EitherPadding, WithNothingOnWindowsEqualThoseOfTheWholeClip) {
  const Clips clips(GetParam());
  const AugmentOptions off;
  const WaveformWindows windows = clips.windows(off);
  std::set<int> firsts;
  for (int epoch = 0; epoch < 60; ++epoch) {
    const Batch whole = clips.sampler(off).batch(epoch, 0);
    const Batch cropped = clips.sampler(off, &windows).batch(epoch, 0);
    EXPECT_EQ(cropped.clips, whole.clips);
    EXPECT_TRUE(cropped.lambdas.empty());
    EXPECT_THAT(cropped.inputs, Pointwise(FloatNear(1e-3F), whole.inputs)) << "epoch " << epoch;
    audio::Random random = streams::ClipKey{1, epoch, 1}.random(streams::kCrop);
    firsts.insert(audio::random_crop(clips.spectrograms[1].n_frames, kFrames, random));
  }
  EXPECT_TRUE(firsts.contains(0)) << "a crop saw the padding before the clip";
  EXPECT_TRUE(firsts.contains(clips.spectrograms[1].n_frames - kFrames)) << "and after it";
}

TEST_P(EitherPadding, TheMiddleIsTheSameInEveryEpoch) {
  const Clips clips(GetParam());
  const std::vector<float> first = clips.all({.crop = false}, 0);
  EXPECT_EQ(clips.all({.crop = false}, 1), first);
  std::vector<float> middle(kWindow);
  const audio::Spectrogram& spectrogram = clips.spectrograms[3];
  copy_frames(spectrogram, (spectrogram.n_frames - kFrames) / 2, kFrames, middle);
  EXPECT_THAT(window_of(first, 3), Pointwise(FloatNear(1e-3F), middle));
}

INSTANTIATE_TEST_SUITE_P(PadModes, EitherPadding,
                         ::testing::Values(audio::PadMode::kConstant, audio::PadMode::kReflect));

TEST(WaveformWindows, GainMovesEveryBandByItsDecibels) {
  const Clips clips;
  const std::vector<float> plain = clips.all({});
  const std::vector<float> louder =
      clips.all({.gain = audio::GainOptions{.low_db = 5.0, .high_db = 5.0}});
  for (std::size_t i = 0; i < plain.size(); ++i) {
    ASSERT_NEAR(louder[i] - plain[i], 5.0, 2e-3);
  }
}

TEST(WaveformWindows, PolarityAloneChangesNothingToSee) {
  const Clips clips;
  EXPECT_THAT(clips.all({.polarity = audio::PolarityOptions{.probability = 1.0}}),
              Pointwise(FloatNear(1e-3F), clips.all({})));
}

TEST(WaveformWindows, SpeedStaysInsideTheClip) {
  const Clips clips;
  // The constant 0 outside would show as the floor, -80 dB.
  for (const double factor : {0.8, 1.25}) {
    const std::vector<float> inputs =
        clips.all({.speed = audio::SpeedOptions{.low = factor, .high = factor}});
    for (std::size_t t = 0; t < inputs.size(); ++t) ASSERT_GT(inputs[t], -15.0F) << t;
  }
}

TEST(WaveformWindows, TellWhereTheyBeginInTheClipAsItIs) {
  const Clips clips;
  const WaveformWindows windows = clips.windows({});
  const WaveformWindows slow =
      clips.windows({.speed = audio::SpeedOptions{.low = 0.5, .high = 0.5}});
  float last = 0.0F;
  for (int epoch = 0; epoch < 30; ++epoch) {
    std::vector<float> inputs(kWindow);
    windows.write(epoch, std::vector<int>{3}, inputs);
    const float first = windows.first_frame({1, epoch, 3});
    std::vector<float> expected(kWindow);
    copy_frames(clips.spectrograms[3], static_cast<int>(first), kFrames, expected);
    EXPECT_THAT(inputs, Pointwise(FloatNear(1e-3F), expected));
    last = std::max(last, slow.first_frame({1, epoch, 3}));
  }
  // At half the speed the clip has twice the frames, of which the window's take half as many.
  const auto frames = static_cast<float>(clips.spectrograms[3].n_frames);
  EXPECT_LE(last, frames - kFrames / 2.0F);
  EXPECT_GT(last, frames / 2.0F);
}

TEST(WaveformWindows, EachAugmentationDrawsByItself) {
  const Clips clips;
  const AugmentOptions tilted{.tilt = audio::TiltOptions{}};
  AugmentOptions both = tilted;
  both.polarity = audio::PolarityOptions{};
  EXPECT_THAT(clips.all(both), Pointwise(FloatNear(1e-3F), clips.all(tilted)));
}

TEST(WaveformWindows, EverythingDependsOnSeedEpochAndClipOnly) {
  const Clips clips;
  const std::vector<float> first = clips.all(everything());
  EXPECT_EQ(clips.all(everything()), first);
  EXPECT_NE(clips.all(everything(), 1), first);
  EXPECT_NE(clips.all(everything(), 0, 2), first);
  const std::vector<int> one{2};
  std::vector<float> alone(kWindow);
  clips.windows(everything()).write(0, one, alone);
  EXPECT_EQ(alone, window_of(first, 2));
}

TEST(WaveformWindows, AreTheSameForAnyThreadCount) {
  const Clips clips;
  const int before = omp_get_max_threads();
  omp_set_num_threads(1);
  const std::vector<float> one = clips.all(everything());
  omp_set_num_threads(4);
  EXPECT_EQ(clips.all(everything()), one);
  omp_set_num_threads(before);
}

TEST(WaveformWindows, HoldNumbersOnly) {
  const Clips clips;
  for (int epoch = 0; epoch < 50; ++epoch) {
    const std::vector<float> inputs = clips.all(everything(), epoch);
    EXPECT_TRUE(
        std::all_of(inputs.begin(), inputs.end(), [](float x) { return std::isfinite(x); }));
  }
}

TEST(WaveformWindows, MixSharesTheTargetWithThePartner) {
  const Clips clips;
  const AugmentOptions mix{.mix = audio::MixOptions{.probability = 1.0}};
  const WaveformWindows windows = clips.windows(mix);
  std::set<int> partners;
  for (int epoch = 0; epoch < 30; ++epoch) {
    const Batch batch = clips.sampler(mix, &windows).batch(epoch, 0);
    ASSERT_EQ(batch.lambdas.size(), 4U);
    EXPECT_THAT(batch.lambdas, Each(::testing::AllOf(::testing::Ge(0.0F), ::testing::Lt(1.0F))));
    partners.insert(batch.partner_labels.begin(), batch.partner_labels.end());
  }
  EXPECT_EQ(partners.size(), 4U);
}

TEST(WaveformWindows, MixOfLambdaZeroIsThePartner) {
  const Clips clips;
  // Which of the windows is nearest to clip 3's where it is almost all of the mix.
  const AugmentOptions mix{.mix = audio::MixOptions{.probability = 1.0}, .crop = false};
  const std::vector<float> plain = clips.all({.crop = false});
  const WaveformWindows windows = clips.windows(mix);
  int seen = 0;
  for (int epoch = 0; epoch < 300; ++epoch) {
    std::vector<float> inputs(kWindow);
    const auto mixed = windows.write(epoch, std::vector<int>{1}, inputs).at(0);
    if (mixed.lambda > 0.02 || mixed.partner != 3) continue;
    ++seen;
    double distance = 0.0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      distance += std::abs(inputs[i] - plain[3 * inputs.size() + i]);
    }
    EXPECT_LT(distance / static_cast<double>(inputs.size()), 0.3);
  }
  EXPECT_GT(seen, 0);
}

TEST(WaveformWindows, RefuseSettingsThatLookAtTheWholeClip) {
  const Clips clips;
  const auto refused = [&](audio::FeatureSettings settings) {
    return testing::message_of<std::invalid_argument>(
        [&] { WaveformWindows(*clips.store, settings, {}); });
  };
  audio::FeatureSettings limited = clips.settings;
  limited.top_db = 80.0;
  EXPECT_THAT(refused(limited), HasSubstr("top_db: found 80, expected 0"));
  audio::FeatureSettings own_rate = clips.settings;
  own_rate.sample_rate_hz = 0;
  EXPECT_THAT(refused(own_rate), HasSubstr("sample_rate_hz: found 0"));
}

TEST(AugmentedBatches, NeedTheirWaveforms) {
  const Clips clips;
  EXPECT_THAT(testing::message_of<std::invalid_argument>(
                  [&] { clips.sampler({.gain = audio::GainOptions{}}); }),
              HasSubstr("waveforms: found 0, expected 4"));
}

TEST(AugmentedBatches, SpecAugmentMasksBothKindsOfBatches) {
  const Clips clips;
  const AugmentOptions off;
  const AugmentOptions spec{.spec = audio::SpecAugmentOptions{.widest_frequency_mask = 0.5}};
  const WaveformWindows windows = clips.windows(off);
  for (const WaveformWindows* waveforms :
       {static_cast<const WaveformWindows*>(nullptr), &windows}) {
    const Batch plain = clips.sampler(off, waveforms).batch(0, 0);
    const Batch masked = clips.sampler(spec, waveforms).batch(0, 0);
    EXPECT_NE(masked.inputs, plain.inputs);
    for (std::size_t i = 0; i < plain.inputs.size(); ++i) {
      EXPECT_TRUE(masked.inputs[i] == plain.inputs[i] || masked.inputs[i] == 0.0F);
    }
  }
}

TEST(AugmentedBatches, ACropThatIsOffIsTheMiddle) {
  const Clips clips;
  const Batch batch = clips.sampler({.crop = false}).batch(7, 0);
  for (std::size_t i = 0; i < batch.clips.size(); ++i) {
    const audio::Spectrogram& spectrogram =
        clips.spectrograms[static_cast<std::size_t>(batch.clips[i])];
    std::vector<float> middle(kWindow);
    copy_window(spectrogram, clips.normalizer, std::max(spectrogram.n_frames - kFrames, 0) / 2,
                kFrames, middle);
    EXPECT_THAT(window_of(batch.inputs, i), ::testing::ElementsAreArray(middle));
  }
}

TEST(WaveformWindows, TellWhatIsHeardInThem) {
  const Clips clips;
  const std::vector<int> all{0, 1, 2, 3};
  const WaveformWindows plain = clips.windows({});
  std::vector<float> inputs(all.size() * kWindow);
  std::vector<std::vector<float>> heard(all.size());
  plain.write(5, all, inputs, heard);
  for (const int clip : {1, 2, 3}) {
    const auto first = static_cast<std::int64_t>(plain.first_frame({1, 5, clip}));
    const std::int64_t hop = clips.settings.hop_length;
    EXPECT_EQ(heard[static_cast<std::size_t>(clip)],
              clips.store->read(clip, first * hop, (first + kFrames - 1) * hop))
        << clip;
  }
  EXPECT_EQ(heard[0].size(), static_cast<std::size_t>(clips.spectrograms[0].n_frames - 1) * 320)
      << "not tiled";

  std::vector<std::vector<float>> louder(all.size());
  clips.windows({.gain = audio::GainOptions{.low_db = 6.0, .high_db = 6.0}})
      .write(5, all, inputs, louder);
  EXPECT_NEAR(louder[2][100] / heard[2][100], std::pow(10.0, 0.3), 1e-4);
}

TEST(WaveformWindows, AreWhatATeacherIsAskedAbout) {
  const Clips clips;
  const WaveformWindows windows = clips.windows({});
  const EpochSampler sampler(clips.spectrograms, clips.labels, clips.normalizer,
                             {.batch_size = 4,
                              .n_frames = kFrames,
                              .ask =
                                  [](std::span<const std::vector<float>> sounds) {
                                    std::vector<float> answers;
                                    for (const auto& sound : sounds) answers.push_back(sound[7]);
                                    return answers;
                                  }},
                             &windows);
  const Batch batch = sampler.batch(3, 0);
  std::vector<float> inputs(batch.clips.size() * kWindow);
  std::vector<std::vector<float>> heard(batch.clips.size());
  windows.write(3, batch.clips, inputs, heard);
  ASSERT_EQ(batch.answers.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(batch.answers[i], heard[i][7]);
}

}  // namespace
}  // namespace backbeat::datasets
