#include "datasets/features/feature_cache.h"

#include <chrono>
#include <cstdlib>
#include <optional>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "datasets/features/cache_entry.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ExtractOptions kOptions{.settings = {.n_fft = 512, .hop_length = 256, .n_mels = 16}};

class Cache : public ::testing::Test {
 protected:
  Cache() { audio::write_wav(clip_.path, testing::tone(440.0, 1.0)); }

  Features get() { return FeatureCache(cache_).get(clip_, extract_); }

  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    if (!fs::exists(cache_)) return found;
    for (const auto& entry : fs::recursive_directory_iterator(cache_)) {
      if (entry.is_regular_file()) found.push_back(entry.path());
    }
    return found;
  }

  /// Puts a recognisable entry where the clip's own would be, so that a hit shows.
  void plant(float value) const {
    Features planted;
    planted.spectrogram = {16, 1, std::vector<float>(16, value)};
    planted.non_finite_samples = 5;
    planted.sample_rate_hz = 48000;
    ASSERT_THAT(files(), SizeIs(1));
    std::ofstream(files()[0], std::ios::binary)
        << encode_entry(cache_key(clip_, kOptions).value(), planted);
  }

  TemporaryFolder folder_;
  fs::path cache_ = folder_ / "cache";
  Clip clip_{.path = folder_ / "a.wav"};
  Extractor extract_{kOptions};
};

TEST_F(Cache, AHitHasTheSameBits) {
  const Features computed = get();
  ASSERT_THAT(files(), SizeIs(1));
  const Features kept = get();
  EXPECT_EQ(kept.spectrogram.n_mels, computed.spectrogram.n_mels);
  EXPECT_EQ(kept.spectrogram.n_frames, computed.spectrogram.n_frames);
  EXPECT_EQ(kept.spectrogram.values, computed.spectrogram.values);
  EXPECT_EQ(kept.duration_s, computed.duration_s);
}

TEST_F(Cache, AHitIsReadNotComputed) {
  get();
  plant(42.0F);
  const Features kept = get();
  EXPECT_THAT(kept.spectrogram.values, ::testing::Each(42.0F));
  EXPECT_EQ(kept.sample_rate_hz, 48000);
  EXPECT_EQ(kept.non_finite_samples, 5) << "a warning must not vanish on the second run";
}

TEST_F(Cache, AnotherPathToTheSameFileHits) {
  get();
  fs::create_symlink(clip_.path, folder_ / "link.wav");
  clip_.path = folder_ / "link.wav";
  get();
  EXPECT_THAT(files(), SizeIs(1));
}

TEST_F(Cache, ANewTimeOrSizeMisses) {
  get();
  plant(42.0F);
  const auto written = fs::last_write_time(clip_.path);
  fs::last_write_time(clip_.path, written + std::chrono::microseconds(1));
  EXPECT_GT(get().spectrogram.n_frames, 1);

  fs::last_write_time(clip_.path, written);
  EXPECT_EQ(get().spectrogram.n_frames, 1) << "the old time finds the old entry";
  audio::write_wav(clip_.path, testing::tone(440.0, 1.5));
  fs::last_write_time(clip_.path, written);
  EXPECT_GT(get().spectrogram.n_frames, 1);
}

TEST_F(Cache, AnotherRangeMisses) {
  const Clip begin{.path = clip_.path, .end_s = 0.5};
  const Clip end{.path = clip_.path, .start_s = 0.5};
  const FeatureCache cache(cache_);
  EXPECT_NEAR(cache.get(begin, extract_).duration_s, 0.5, 1e-3);
  EXPECT_NEAR(cache.get(end, extract_).duration_s, 0.5, 1e-3);
  EXPECT_NEAR(get().duration_s, 1.0, 1e-3);
  EXPECT_THAT(files(), SizeIs(3));
}

TEST_F(Cache, EverySettingIsInTheKey) {
  using Settings = audio::FeatureSettings;
  const std::vector<std::function<void(Settings&)>> changes = {
      [](Settings& s) { s.sample_rate_hz = 16000; },
      [](Settings& s) { s.n_fft = 1024; },
      [](Settings& s) { s.hop_length = 128; },
      [](Settings& s) { s.n_mels = 8; },
      [](Settings& s) { s.fmin_hz = 20.0; },
      [](Settings& s) { s.fmax_hz = 8000.0; },
      [](Settings& s) { s.mel_scale = audio::MelScale::kHtk; },
      [](Settings& s) { s.mel_norm = audio::MelNorm::kNone; },
      [](Settings& s) { s.power = 1.0; },
      [](Settings& s) { s.pad_mode = audio::PadMode::kReflect; },
      [](Settings& s) { s.floor = 1e-10; },
      [](Settings& s) { s.top_db = 80.0; }};
  std::set<CacheKey> keys = {cache_key(clip_, kOptions).value()};
  for (const auto& change : changes) {
    ExtractOptions options = kOptions;
    change(options.settings);
    keys.insert(cache_key(clip_, options).value());
  }
  keys.insert(
      cache_key(clip_, {.settings = kOptions.settings, .accept = Accept::kAnything}).value());
  EXPECT_THAT(keys, SizeIs(changes.size() + 2));
}

TEST_F(Cache, DamagedEntriesAreReplaced) {
  const std::vector<float> good = get().spectrogram.values;
  const fs::path entry = files().at(0);
  std::ifstream file(entry, std::ios::binary);
  const std::string whole(std::istreambuf_iterator<char>(file), {});
  std::vector<std::string> damaged = {"", "not an entry", whole.substr(0, whole.size() / 2),
                                      whole + "x"};
  for (const std::size_t place : {std::size_t{0}, std::size_t{40}, whole.size() / 2}) {
    damaged.push_back(whole);
    damaged.back()[place] ^= 1;
  }
  for (const std::string& bytes : damaged) {
    std::ofstream(entry, std::ios::binary) << bytes;
    EXPECT_EQ(get().spectrogram.values, good);
    EXPECT_EQ(fs::file_size(entry), whole.size());
    plant(42.0F);
    EXPECT_EQ(get().spectrogram.n_frames, 1) << "the key still finds its entry";
  }
}

TEST_F(Cache, AnEntryOfAnotherKeyIsForeign) {
  const CacheKey key = cache_key(clip_, kOptions).value();
  CacheKey other = key;
  other[3] ^= 1;
  const std::string entry = encode_entry(key, get());
  EXPECT_TRUE(decode_entry(key, entry));
  EXPECT_FALSE(decode_entry(other, entry));
}

TEST_F(Cache, AnUnwritableFolderDoesNotFailTheWork) {
  cache_ = clip_.path / "inside a file";
  EXPECT_GT(get().spectrogram.n_frames, 1);
}

TEST_F(Cache, AnEntryThatCanNotBeReplacedLeavesNoTemporaryFile) {
  const std::vector<float> good = get().spectrogram.values;
  const fs::path entry = files().at(0);
  fs::remove(entry);
  fs::create_directory(entry);
  EXPECT_EQ(get().spectrogram.values, good);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Cache, NoFolderKeepsNothing) {
  EXPECT_GT(FeatureCache("").get(clip_, extract_).spectrogram.n_frames, 1);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Cache, ABadFileIsNotKept) {
  clip_.path = folder_.write("bad.wav", "this is no audio");
  EXPECT_THROW(get(), audio::DecodeError);
  clip_.path = folder_ / "none.wav";
  EXPECT_THROW(get(), audio::DecodeError);
  EXPECT_THAT(files(), IsEmpty());
}

/// Gets `clip` and takes its entry away again, many times; whether each time gave `expected` and
/// every entry met was whole.
bool hammer(const fs::path& folder, const fs::path& entry, const Clip& clip,
            const std::vector<float>& expected) {
  const FeatureCache cache(folder);
  const CacheKey key = cache_key(clip, kOptions).value();
  Extractor extract(kOptions);
  for (int i = 0; i < 20; ++i) {
    if (cache.get(clip, extract).spectrogram.values != expected) return false;
    if (std::ifstream file(entry, std::ios::binary); file) {
      const std::string bytes(std::istreambuf_iterator<char>(file), {});
      if (!decode_entry(key, bytes)) return false;
    }
    std::error_code ignored;
    fs::remove(entry, ignored);
  }
  return true;
}

TEST_F(Cache, ProcessesAndThreadsShareOneFolder) {
  const std::vector<float> expected = get().spectrogram.values;
  const fs::path entry = files().at(0);
  std::vector<pid_t> children;
  for (int i = 0; i < 2; ++i) {
    const pid_t child = fork();
    if (child == 0) _exit(hammer(cache_, entry, clip_, expected) ? 0 : 1);
    children.push_back(child);
  }
  std::vector<int> good(2);
  {
    std::vector<std::jthread> threads;
    for (int& result : good) {
      threads.emplace_back([&] { result = hammer(cache_, entry, clip_, expected) ? 1 : 0; });
    }
  }
  EXPECT_THAT(good, ::testing::Each(1));
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  EXPECT_EQ(get().spectrogram.values, expected);
  EXPECT_THAT(files(), SizeIs(1)) << "temporary files are left";
}

/// Sets a variable of the environment for a test, or takes it away, and puts it back.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    set(value);
  }
  ~Environment() { set(old_ ? old_->c_str() : nullptr); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  void set(const char* value) const {
    if (value == nullptr) {
      unsetenv(name_);
    } else {
      setenv(name_, value, 1);
    }
  }

  const char* name_;
  std::optional<std::string> old_;
};

TEST(CacheFolder, FollowsTheEnvironment) {
  const Environment home("HOME", "/home/me");
  {
    const Environment own("BACKBEAT_CACHE", "/fast/disk");
    EXPECT_EQ(FeatureCache::default_folder(), "/fast/disk");
  }
  const Environment no_own("BACKBEAT_CACHE", nullptr);
  {
    const Environment xdg("XDG_CACHE_HOME", "/caches");
    EXPECT_EQ(FeatureCache::default_folder(), "/caches/backbeat");
  }
  {
    const Environment relative("XDG_CACHE_HOME", "caches");
    EXPECT_EQ(FeatureCache::default_folder(), "/home/me/.cache/backbeat");
  }
  const Environment no_xdg("XDG_CACHE_HOME", nullptr);
  EXPECT_EQ(FeatureCache::default_folder(), "/home/me/.cache/backbeat");
  const Environment no_home("HOME", nullptr);
  EXPECT_EQ(FeatureCache::default_folder(), "");
}

}  // namespace
}  // namespace backbeat::datasets
