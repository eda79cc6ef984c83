#include "datasets/features/waveform_store.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <gmock/gmock.h>

#include "datasets/features/extract.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr int kRate_hz = 8000;

/// Files below `folder`.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> found;
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) found.push_back(entry.path());
  }
  return found;
}

class Waveforms : public ::testing::Test {
 protected:
  Waveforms() {
    for (int i = 0; i < 3; ++i) {
      clips_.push_back({.path = folder_ / (std::to_string(i) + ".wav")});
      audio::write_wav(clips_.back().path, testing::tone(200.0 * (i + 1), 0.5 + 0.1 * i));
    }
    clips_[2].start_s = 0.2;
    fs::create_directory(folder_ / "tmp");
    ::setenv("TMPDIR", (folder_ / "tmp").c_str(), 1);
  }
  ~Waveforms() override { ::unsetenv("TMPDIR"); }

  WaveformStore store(int threads = 1) const {
    return {clips_, {.sample_rate_hz = kRate_hz, .folder = cache_, .threads = threads}};
  }
  static std::vector<float> all(const WaveformStore& store, int clip) {
    return store.read(clip, 0, store.n_samples(clip));
  }

  TemporaryFolder folder_;
  fs::path cache_ = folder_ / "cache";
  std::vector<Clip> clips_;
};

TEST_F(Waveforms, AreWhatLoadMonoGivesButForSixteenBits) {
  const WaveformStore kept = store();
  ASSERT_EQ(kept.size(), 3);
  for (int i = 0; i < 3; ++i) {
    const Clip& clip = clips_[static_cast<std::size_t>(i)];
    const auto expected = load_mono(clip.path, {.offset_s = clip.start_s}, kRate_hz).audio.samples;
    ASSERT_EQ(kept.n_samples(i), static_cast<std::int64_t>(expected.size()));
    const float half_a_step = 0.5F * 0.51F / 32767.0F;  // the peak is about 0.5
    EXPECT_THAT(all(kept, i), ::testing::Pointwise(::testing::FloatNear(half_a_step), expected));
  }
}

TEST_F(Waveforms, OfAQuietClipAreAsFine) {
  audio::Mono quiet = testing::tone(300.0, 0.5, kRate_hz);
  for (float& x : quiet.samples) x *= 0.01F;
  audio::write_wav(clips_[0].path, quiet);
  const auto expected = load_mono(clips_[0].path, {}, kRate_hz).audio.samples;
  EXPECT_THAT(all(store(), 0), ::testing::Pointwise(::testing::FloatNear(1e-7F), expected));
}

TEST_F(Waveforms, AnyStretchCanBeRead) {
  const WaveformStore kept = store();
  const std::vector<float> whole = all(kept, 1);
  for (const auto& [begin, end] : {std::pair{0, 0}, {0, 1}, {100, 228}, {4799, 4800}}) {
    EXPECT_EQ(kept.read(1, begin, end),
              std::vector<float>(whole.begin() + begin, whole.begin() + end));
  }
}

TEST_F(Waveforms, AreDecodedOnceAndFoundAgain) {
  const std::vector<float> first = all(store(), 0);
  ASSERT_THAT(files_in(cache_), SizeIs(3));
  const auto written = fs::last_write_time(clips_[0].path);
  const auto size = fs::file_size(clips_[0].path);
  std::ofstream(clips_[0].path, std::ios::binary) << std::string(size, 'x');
  fs::last_write_time(clips_[0].path, written);
  EXPECT_EQ(all(store(), 0), first) << "no audio is left in the file";
  EXPECT_THAT(files_in(cache_), SizeIs(3));
}

TEST_F(Waveforms, OfAnotherRateAreOthers) {
  store();
  const WaveformStore other(clips_, {.sample_rate_hz = 16000, .folder = cache_});
  EXPECT_EQ(other.n_samples(0), 2 * store().n_samples(0));
  EXPECT_THAT(files_in(cache_), SizeIs(6));
}

TEST_F(Waveforms, DamagedEntriesAreReplaced) {
  const std::vector<float> good = all(store(), 0);
  for (const fs::path& entry : files_in(cache_)) {
    const auto size = fs::file_size(entry);
    fs::resize_file(entry, size / 2);
    fs::resize_file(entry, size);
  }
  EXPECT_EQ(all(store(), 0), good);
  for (const fs::path& entry : files_in(cache_)) fs::resize_file(entry, 10);
  EXPECT_EQ(all(store(), 0), good);
}

TEST_F(Waveforms, AreTheSameForAnyThreadCount) {
  const std::vector<float> first = all(store(), 2);
  cache_ = folder_ / "another";
  EXPECT_EQ(all(store(3), 2), first);
}

TEST_F(Waveforms, WithoutAFolderLiveInATemporaryOne) {
  const std::vector<float> kept = all(store(), 1);
  cache_ = "";
  {
    const WaveformStore temporary = store();
    EXPECT_EQ(all(temporary, 1), kept);
    EXPECT_THAT(files_in(folder_ / "tmp"), SizeIs(3));
  }
  EXPECT_TRUE(fs::is_empty(folder_ / "tmp"));
}

TEST_F(Waveforms, OfASubsetAreTheSameAndOutliveTheWhole) {
  auto whole = std::make_unique<WaveformStore>(
      clips_, WaveformStore::Options{.sample_rate_hz = kRate_hz, .folder = {}});
  const std::vector<float> expected = all(*whole, 2);
  const WaveformStore part = whole->subset({2, 0});
  whole.reset();
  EXPECT_EQ(part.size(), 2);
  EXPECT_EQ(all(part, 0), expected);
}

TEST_F(Waveforms, AnUnwritableFolderDoesNotFailTheWork) {
  cache_ = clips_[0].path / "inside a file";
  EXPECT_THAT(all(store(), 0), SizeIs(4000));
}

TEST_F(Waveforms, GoToATemporaryFolderWhereTheCacheTakesNone) {
  const std::vector<float> kept = all(store(), 1);
  for (const fs::path& entry : files_in(cache_)) {
    fs::remove_all(entry.parent_path());
    std::ofstream(entry.parent_path()) << "in the way";
  }
  EXPECT_EQ(all(store(), 1), kept);
}

TEST_F(Waveforms, ABadClipIsNamedAndTheOthersAreThere) {
  folder_.write("1.wav", "this is no audio");
  fs::remove(clips_[2].path);
  const WaveformStore kept = store(2);
  ASSERT_THAT(kept.failures(), SizeIs(2));
  EXPECT_EQ(kept.failures()[0].clip, 1);
  EXPECT_THAT(kept.failures()[0].reason, HasSubstr("1.wav"));
  EXPECT_EQ(kept.failures()[1].clip, 2);
  EXPECT_THAT(all(kept, 0), SizeIs(4000));
}

TEST_F(Waveforms, AnEntryThatHasGoneIsNamed) {
  const WaveformStore kept = store();
  fs::remove_all(cache_);
  EXPECT_THAT(testing::message_of<std::runtime_error>([&] { kept.read(0, 0, 10); }),
              HasSubstr(cache_.string()));
}

TEST_F(Waveforms, OfNothingAreNothing) {
  clips_.clear();
  EXPECT_EQ(store().size(), 0);
}

}  // namespace
}  // namespace backbeat::datasets
