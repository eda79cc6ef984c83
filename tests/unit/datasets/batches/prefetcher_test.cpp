#include "datasets/batches/prefetcher.h"

#include <stdexcept>

#include <gmock/gmock.h>

#include "audio/random.h"
#include "datasets/batches/waveform_windows.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

const audio::FeatureSettings kSettings{
    .sample_rate_hz = 8000, .n_fft = 1024, .hop_length = 320, .n_mels = 8};

/// Five clips of noise of a second.
std::vector<Clip> write_clips(const std::filesystem::path& folder) {
  std::vector<Clip> clips;
  for (std::uint64_t i = 0; i < 5; ++i) {
    audio::Mono noise{{}, kSettings.sample_rate_hz};
    audio::Random random{i};
    for (int n = 0; n < kSettings.sample_rate_hz; ++n) {
      noise.samples.push_back(static_cast<float>(random.uniform(-0.5, 0.5)));
    }
    clips.push_back({.path = folder / (std::to_string(i) + ".wav")});
    audio::write_wav(clips.back().path, noise);
  }
  return clips;
}

/// A sampler whose waveforms are augmented: the batches of an epoch come as 1, 2 and 2.
class Prefetched : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  AugmentOptions augment_{.gain = audio::GainOptions{}, .mix = audio::MixOptions{}};
  std::vector<audio::Spectrogram> spectrograms_{5,
                                                {8, 26, std::vector<float>(std::size_t{8} * 26)}};
  std::vector<int> labels_{0, 1, 2, 3, 4};
  Normalizer normalizer_{std::vector<float>(8, -3.0F), std::vector<float>(8, 2.0F)};
  WaveformStore store_{write_clips(folder_.path()),
                       {.sample_rate_hz = 8000, .folder = folder_ / "cache"}};
  WaveformWindows windows_{store_, kSettings, {.n_frames = 12, .augment = augment_}};
  EpochSampler sampler_{spectrograms_,
                        labels_,
                        normalizer_,
                        {.batch_size = 2, .n_frames = 12, .augment = augment_},
                        &windows_};
};

TEST_F(Prefetched, BatchesAreTheSamplersInOrder) {
  std::vector<Batch> batches;
  {
    Prefetcher prefetcher(sampler_, 8, 15);  // from the last batch of the third of its epochs
    for (int i = 0; i < 7; ++i) batches.push_back(prefetcher.next());
  }
  for (int i = 0; i < 7; ++i) {
    const Batch expected = sampler_.batch((8 + i) / 3, (8 + i) % 3);
    const Batch& found = batches[static_cast<std::size_t>(i)];
    EXPECT_EQ(found.clips, expected.clips) << i;
    EXPECT_EQ(found.inputs, expected.inputs) << i;
    EXPECT_EQ(found.lambdas, expected.lambdas) << i;
  }
}

TEST_F(Prefetched, BatchesThatCanNotBeMadeThrowWhereTheyAreUsed) {
  std::filesystem::remove_all(folder_ / "cache");
  Prefetcher prefetcher(sampler_, 0, 3);
  EXPECT_THAT(testing::message_of<std::runtime_error>([&] { prefetcher.next(); }),
              ::testing::HasSubstr("was it removed?"));
}

TEST_F(Prefetched, BatchesMayBeLeftUnused) {
  Prefetcher prefetcher(sampler_, 0, 300);
  prefetcher.next();
}

}  // namespace
}  // namespace backbeat::datasets
