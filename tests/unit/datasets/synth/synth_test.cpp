#include "datasets/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "audio/decode/decode.h"
#include "datasets/synth/write_dataset.h"
#include "tests/unit/datasets/temp_folder.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

SynthClipOptions short_clip(const std::string& style) {
  return {.style = style, .seed = 3, .index = 5, .duration_s = 2.0, .sample_rate_hz = 8000};
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(SynthStyles, AreManySortedAndUnique) {
  const auto& styles = synth_styles();
  EXPECT_GE(styles.size(), 8U);
  EXPECT_TRUE(std::ranges::is_sorted(styles));
  EXPECT_EQ(std::set<std::string>(styles.begin(), styles.end()).size(), styles.size());
}

class SynthClip : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(EveryStyle, SynthClip, ::testing::ValuesIn(synth_styles()),
                         [](const auto& instance) { return instance.param; });

TEST_P(SynthClip, EqualKeysGiveEqualBits) {
  EXPECT_EQ(synthesise(short_clip(GetParam())).samples, synthesise(short_clip(GetParam())).samples);
}

TEST_P(SynthClip, SeedAndIndexGiveOtherMusic) {
  const auto samples = synthesise(short_clip(GetParam())).samples;
  SynthClipOptions other_seed = short_clip(GetParam());
  other_seed.seed = 4;
  EXPECT_NE(synthesise(other_seed).samples, samples);
  SynthClipOptions other_index = short_clip(GetParam());
  other_index.index = 6;
  EXPECT_NE(synthesise(other_index).samples, samples);
}

TEST_P(SynthClip, SamplesAreFiniteWithinFullScaleAndFadedAtBothEnds) {
  for (std::uint64_t index = 0; index < 8; ++index) {
    SynthClipOptions options = short_clip(GetParam());
    options.index = index;
    const std::vector<float> samples = synthesise(options).samples;
    float peak = 0.0F;
    for (const float x : samples) {
      ASSERT_TRUE(std::isfinite(x));
      peak = std::max(peak, std::abs(x));
    }
    EXPECT_LE(peak, 1.0F);
    EXPECT_GT(peak, 0.01F) << "silent clip " << index;
    EXPECT_EQ(samples.front(), 0.0F);
    EXPECT_EQ(samples.back(), 0.0F);
  }
}

TEST(SynthDuration, IsExactAtEveryRate) {
  for (const int rate_hz : {8000, 11025, 22050, 44100}) {
    for (const double duration_s : {0.001, 0.3337, 1.0}) {
      const audio::Mono clip = synthesise({.style = "house",
                                           .seed = 1,
                                           .index = 0,
                                           .duration_s = duration_s,
                                           .sample_rate_hz = rate_hz});
      EXPECT_EQ(clip.sample_rate_hz, rate_hz);
      EXPECT_EQ(std::ssize(clip.samples), std::llround(duration_s * rate_hz));
    }
  }
}

TEST(SynthClipErrors, NameWhatWasFoundAndWhatIsKnown) {
  SynthClipOptions options = short_clip("polka");
  EXPECT_THAT([&] { synthesise(options); }, ThrowsMessage<std::invalid_argument>(::testing::AllOf(
                                                HasSubstr("'polka'"), HasSubstr("reggae"))));
  options = short_clip("waltz");
  options.duration_s = 0.0;
  EXPECT_THAT([&] { synthesise(options); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("found 0 s at 8000 Hz")));
}

SynthDatasetOptions small_dataset(const fs::path& folder, int threads) {
  return {.folder = folder,
          .styles = {"ambient", "rock", "waltz"},
          .clips_per_style = 3,
          .duration_s = 0.5,
          .sample_rate_hz = 8000,
          .seed = 9,
          .threads = threads};
}

TEST(SynthDataset, FilesAreTheSameForAnyThreadCount) {
  const testing::TempFolder temp;
  write_synth_dataset(small_dataset(temp / "one", 1));
  write_synth_dataset(small_dataset(temp / "four", 4));
  int n_files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(temp / "one")) {
    if (!entry.is_regular_file()) continue;
    ++n_files;
    const fs::path twin = temp / "four" / fs::relative(entry.path(), temp / "one");
    EXPECT_EQ(bytes_of(entry.path()), bytes_of(twin)) << twin;
  }
  EXPECT_EQ(n_files, 9);
}

TEST(SynthDataset, ClipsLieInClassFoldersAndHoldTheMusicAskedFor) {
  const testing::TempFolder temp;
  write_synth_dataset(small_dataset(temp.path(), 2));
  const audio::Mono written = audio::decode(temp / "waltz/waltz.00002.wav").audio;
  const audio::Mono made = synthesise(
      {.style = "waltz", .seed = 9, .index = 2, .duration_s = 0.5, .sample_rate_hz = 8000});
  EXPECT_EQ(written.sample_rate_hz, 8000);
  ASSERT_EQ(written.samples.size(), made.samples.size());
  for (std::size_t i = 0; i < made.samples.size(); ++i) {
    ASSERT_NEAR(written.samples[i], made.samples[i], 1.0 / 32000.0);  // 16-bit rounding
  }
}

TEST(SynthDataset, ProgressCountsEveryClipOnce) {
  const testing::TempFolder temp;
  std::vector<int> counts;
  write_synth_dataset(small_dataset(temp.path(), 4), [&](int n) { counts.push_back(n); });
  EXPECT_THAT(counts, ::testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(SynthDataset, ErrorsNameThePath) {
  const testing::TempFolder temp;
  const fs::path blocked = temp.write("file", "not a folder");
  EXPECT_THAT([&] { write_synth_dataset(small_dataset(blocked, 2)); },
              ThrowsMessage<std::runtime_error>(HasSubstr((blocked / "ambient").string())));
}

TEST(SynthDataset, AnErrorWhileWritingReachesTheCaller) {
  const testing::TempFolder temp;
  const fs::path taken = temp / "rock/rock.00001.wav";
  fs::create_directories(taken);
  EXPECT_THAT([&] { write_synth_dataset(small_dataset(temp.path(), 2)); },
              ThrowsMessage<std::runtime_error>(HasSubstr(taken.string())));
}

TEST(SynthDataset, AnUnknownStyleLeavesNothingBehind) {
  const testing::TempFolder temp;
  SynthDatasetOptions options = small_dataset(temp / "out", 1);
  options.styles.emplace_back("polka");
  EXPECT_THROW(write_synth_dataset(options), std::invalid_argument);
  EXPECT_FALSE(fs::exists(options.folder));
}

}  // namespace
}  // namespace backbeat::datasets
