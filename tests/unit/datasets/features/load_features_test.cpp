#include "datasets/features/load_features.h"

#include <numeric>
#include <stdexcept>

#include <gmock/gmock.h>

#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ExtractOptions kOptions{.settings = {.n_fft = 512, .hop_length = 256, .n_mels = 16}};

/// Twelve tones of different lengths; numbers 3 and 7 can not be used.
class LoadFeatures : public ::testing::Test {
 protected:
  LoadFeatures() {
    for (int i = 0; i < 12; ++i) {
      clips_.push_back({.path = folder_ / (std::to_string(i) + ".wav")});
      audio::write_wav(clips_.back().path, testing::tone(100.0 * (i + 1), 0.2 + 0.1 * i));
    }
    folder_.write("3.wav", "this is no audio");
    std::filesystem::remove(clips_[7].path);
  }

  LoadedFeatures load(int threads) const {
    return load_features(clips_, kOptions, FeatureCache(""), threads);
  }

  TemporaryFolder folder_;
  std::vector<Clip> clips_;
};

TEST_F(LoadFeatures, GoesOnPastBadFilesAndNamesThem) {
  const LoadedFeatures loaded = load(2);
  ASSERT_THAT(loaded.features, SizeIs(12));
  ASSERT_THAT(loaded.failures, SizeIs(2));
  EXPECT_EQ(loaded.failures[0].clip, 3);
  EXPECT_THAT(loaded.failures[0].reason, HasSubstr("3.wav"));
  EXPECT_EQ(loaded.failures[1].clip, 7);
  EXPECT_THAT(loaded.failures[1].reason, HasSubstr("7.wav"));
  for (int i = 0; i < 12; ++i) {
    const audio::Spectrogram& spectrogram =
        loaded.features[static_cast<std::size_t>(i)].spectrogram;
    EXPECT_EQ(spectrogram.n_frames == 0, i == 3 || i == 7) << i;
    EXPECT_EQ(describe_mending(loaded.features[static_cast<std::size_t>(i)]), "");
  }
}

TEST_F(LoadFeatures, GivesTheSameForAnyThreadCount) {
  const LoadedFeatures one = load(1);
  for (const int threads : {2, 5, 20}) {
    const LoadedFeatures many = load(threads);
    for (std::size_t i = 0; i < clips_.size(); ++i) {
      EXPECT_EQ(one.features[i].spectrogram.values, many.features[i].spectrogram.values) << i;
    }
    EXPECT_EQ(many.failures.size(), one.failures.size());
  }
}

TEST_F(LoadFeatures, CountsUpToTheEnd) {
  std::vector<std::size_t> counted;
  load_features(clips_, kOptions, FeatureCache(""), 3,
                [&](std::size_t n) { counted.push_back(n); });
  std::vector<std::size_t> expected(12);
  std::iota(expected.begin(), expected.end(), std::size_t{1});
  EXPECT_EQ(counted, expected);
}

TEST_F(LoadFeatures, TellsOfAFileThatIsCutShort) {
  const auto size = std::filesystem::file_size(clips_[5].path);
  std::filesystem::resize_file(clips_[5].path, size / 2);
  const LoadedFeatures loaded = load(2);
  for (std::size_t i = 0; i < loaded.features.size(); ++i) {
    const std::string mending = describe_mending(loaded.features[i]);
    if (i == 5) {
      EXPECT_THAT(mending, HasSubstr("missing"));
    } else {
      EXPECT_EQ(mending, "") << i;
    }
  }
}

TEST_F(LoadFeatures, RefusesSettingsBeforeAnyWork) {
  EXPECT_THROW(load_features(clips_, {.settings = {.n_mels = 0}}, FeatureCache(""), 2),
               std::invalid_argument);
}

TEST(LoadNothing, GivesNothing) {
  const LoadedFeatures loaded = load_features({}, kOptions, FeatureCache(""), 4);
  EXPECT_THAT(loaded.features, IsEmpty());
}

}  // namespace
}  // namespace backbeat::datasets
