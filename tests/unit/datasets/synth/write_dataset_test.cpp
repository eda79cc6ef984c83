#include "datasets/synth/write_dataset.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "audio/decode/decode.h"
#include "datasets/synth/synth.h"
#include "tests/support/temporary_folder.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
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
  const TemporaryFolder temp;
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
  const TemporaryFolder temp;
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
  const TemporaryFolder temp;
  std::vector<int> counts;
  write_synth_dataset(small_dataset(temp.path(), 4), [&](int n) { counts.push_back(n); });
  EXPECT_THAT(counts, ::testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(SynthDataset, ErrorsNameThePath) {
  const TemporaryFolder temp;
  const fs::path blocked = temp.write("file", "not a folder");
  EXPECT_THAT([&] { write_synth_dataset(small_dataset(blocked, 2)); },
              ThrowsMessage<std::runtime_error>(HasSubstr((blocked / "ambient").string())));
}

TEST(SynthDataset, AnErrorWhileWritingReachesTheCaller) {
  const TemporaryFolder temp;
  const fs::path taken = temp / "rock/rock.00001.wav";
  fs::create_directories(taken);
  EXPECT_THAT([&] { write_synth_dataset(small_dataset(temp.path(), 2)); },
              ThrowsMessage<std::runtime_error>(HasSubstr(taken.string())));
}

TEST(SynthDataset, AnUnknownStyleLeavesNothingBehind) {
  const TemporaryFolder temp;
  SynthDatasetOptions options = small_dataset(temp / "out", 1);
  options.styles.emplace_back("polka");
  EXPECT_THROW(write_synth_dataset(options), std::invalid_argument);
  EXPECT_FALSE(fs::exists(options.folder));
}

}  // namespace
}  // namespace backbeat::datasets
