#include "datasets/features/waveform_store.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <unistd.h>

#include <fmt/format.h>

#include "datasets/features/cache_entry.h"
#include "datasets/features/cache_files.h"
#include "datasets/features/extract.h"
#include "datasets/parallel_for_each.h"

// One entry:
//
//     Header | n_samples int16 values | XXH3-64 of all before it
//
// in this machine's byte order, like the entries of FeatureCache.
namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

/// Goes up whenever the layout below or what load_mono() gives changes.
constexpr std::uint32_t kFormatVersion = 1;
constexpr std::array<char, 8> kMagic = {'B', 'B', 'S', 'A', 'M', 'P', 'L', 'E'};
constexpr float kFullScale = 32767.0F;

/// Widest members first: no padding, so every byte written has a value.
struct Header {
  std::array<char, 8> magic{};
  std::int64_t n_samples = 0;
  CacheKey key{};
  std::uint32_t version = 0;
  float peak = 0.0F;
};
static_assert(sizeof(Header) == 40 && std::is_trivially_copyable_v<Header>);

std::string encode(const CacheKey& key, const std::vector<float>& samples) {
  float peak = 0.0F;
  for (const float x : samples) peak = std::max(peak, std::abs(x));
  const Header header{.magic = kMagic,
                      .n_samples = static_cast<std::int64_t>(samples.size()),
                      .key = key,
                      .version = kFormatVersion,
                      .peak = peak};
  std::vector<std::int16_t> values;
  values.reserve(samples.size());
  const float scale = peak > 0.0F ? kFullScale / peak : 0.0F;
  for (const float x : samples) values.push_back(static_cast<std::int16_t>(std::lround(x * scale)));
  std::string bytes(reinterpret_cast<const char*>(&header), sizeof(header));
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::int16_t));
  seal(bytes);
  return bytes;
}

/// Nothing where `bytes` is no whole, undamaged entry for `key`.
std::optional<Header> header_of(const CacheKey& key, std::string_view bytes) {
  const std::optional<std::string_view> summed = unseal(bytes);
  if (!summed || summed->size() < sizeof(Header)) return std::nullopt;
  Header header;
  std::memcpy(&header, summed->data(), sizeof(header));
  const std::size_t held = (summed->size() - sizeof(Header)) / sizeof(std::int16_t);
  if (header.magic != kMagic || header.version != kFormatVersion || header.key != key ||
      header.n_samples != static_cast<std::int64_t>(held)) {
    return std::nullopt;
  }
  return header;
}

bool can_be_written(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  return ::access(folder.c_str(), W_OK | X_OK) == 0;
}

}  // namespace

class WaveformStore::TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "backbeat-waveforms-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error(
          fmt::format("{}: found no way to make it, expected a folder for temporary files; set "
                      "TMPDIR, or --cache to a folder that can be written",
                      name));
    }
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

WaveformStore::Entry WaveformStore::open(const Clip& clip, int sample_rate_hz,
                                         const fs::path& folder) {
  const std::optional<CacheKey> key =
      cache_key(clip, {.settings = {.sample_rate_hz = sample_rate_hz}});
  if (key) {
    const fs::path path = entry_path(folder, *key, ".pcm");
    if (const std::optional<std::string> bytes = read_entry(path)) {
      if (const auto kept = header_of(*key, *bytes)) return {path, kept->n_samples, kept->peak};
    }
  }
  const audio::Decoded decoded =
      load_mono(clip.path, range_of(clip), sample_rate_hz, Accept::kMusic, clip.degradations);
  // Without a key the file can not be asked for its size and time: it will not have decoded.
  const fs::path path = entry_path(folder, key.value(), ".pcm");
  const std::string bytes = encode(*key, decoded.audio.samples);
  write_entry(path, bytes);
  const Header written = header_of(*key, bytes).value();
  return {path, written.n_samples, written.peak};
}

WaveformStore::WaveformStore(const std::vector<Clip>& clips, const Options& options,
                             const std::function<void(std::size_t)>& on_done)
    : entries_(clips.size()) {
  fs::path folder = options.folder;
  if (folder.empty() || !can_be_written(folder)) {
    temporary_ = std::make_shared<TemporaryFolder>();
    folder = temporary_->path();
  }
  const auto fill = [&](std::size_t i) {
    entries_[i] = open(clips[i], options.sample_rate_hz, folder);
  };
  parallel_for_each(clips.size(), options.threads, fill, on_done);
}

WaveformStore::~WaveformStore() = default;
WaveformStore::WaveformStore(WaveformStore&&) noexcept = default;
WaveformStore& WaveformStore::operator=(WaveformStore&&) noexcept = default;

WaveformStore WaveformStore::subset(const std::vector<int>& clips) const {
  WaveformStore part;
  part.temporary_ = temporary_;
  for (const int clip : clips) part.entries_.push_back(entries_[static_cast<std::size_t>(clip)]);
  return part;
}

std::int64_t WaveformStore::n_samples(int clip) const {
  return entries_[static_cast<std::size_t>(clip)].n_samples;
}

std::vector<float> WaveformStore::read(int clip, std::int64_t begin, std::int64_t end) const {
  const Entry& entry = entries_[static_cast<std::size_t>(clip)];
  assert(0 <= begin && begin <= end && end <= entry.n_samples);
  std::vector<std::int16_t> values(static_cast<std::size_t>(end - begin));
  constexpr auto kWidth = static_cast<std::streamoff>(sizeof(std::int16_t));
  std::ifstream file(entry.path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(sizeof(Header)) + begin * kWidth);
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size()) * kWidth);
  if (!file) {
    throw std::runtime_error(
        fmt::format("{}: found no {} samples to read, expected what was put there; was it removed?",
                    entry.path.string(), values.size()));
  }
  std::vector<float> samples;
  samples.reserve(values.size());
  const float scale = entry.peak / kFullScale;
  for (const std::int16_t value : values) samples.push_back(scale * static_cast<float>(value));
  return samples;
}

}  // namespace backbeat::datasets
