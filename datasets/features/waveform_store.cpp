#include "datasets/features/waveform_store.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <unistd.h>
#include <utility>

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

}  // namespace

/// Made when it is first asked for, gone with this object.
class WaveformStore::TemporaryFolder {
 public:
  TemporaryFolder() = default;
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// From any thread.
  const fs::path& path() {
    const std::scoped_lock lock(making_);
    if (path_.empty()) path_ = make();
    return path_;
  }

 private:
  static fs::path make() {
    std::string name = (fs::temp_directory_path() / "backbeat-waveforms-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error(
          fmt::format("{}: found no way to make it, expected a folder for temporary files; set "
                      "TMPDIR, or --cache to a folder that can be written",
                      name));
    }
    return name;
  }

  std::mutex making_;
  fs::path path_;
};

WaveformStore::Entry WaveformStore::open(const Clip& clip, int sample_rate_hz,
                                         const fs::path& folder, TemporaryFolder& temporary) {
  const std::optional<CacheKey> key =
      cache_key(clip, {.settings = {.sample_rate_hz = sample_rate_hz}});
  if (key && !folder.empty()) {
    const fs::path path = entry_path(folder, *key, ".pcm");
    if (const std::optional<std::string> bytes = read_entry(path)) {
      if (const auto kept = header_of(*key, *bytes)) return {path, kept->n_samples, kept->peak};
    }
  }
  const audio::Decoded decoded =
      load_mono(clip.path, range_of(clip), sample_rate_hz, Accept::kMusic, clip.degradations);
  // Without a key the file can not be asked for its size and time: it will not have decoded.
  const std::string bytes = encode(key.value(), decoded.audio.samples);
  const Header written = header_of(*key, bytes).value();
  const auto write_in = [&](const fs::path& place) {
    const fs::path path = entry_path(place, *key, ".pcm");
    write_entry(path, bytes);
    return Entry{path, written.n_samples, written.peak};
  };
  if (folder.empty()) return write_in(temporary.path());
  try {
    return write_in(folder);
  } catch (const std::runtime_error&) {  // full, or another user's
    return write_in(temporary.path());
  }
}

WaveformStore::WaveformStore(const std::vector<Clip>& clips, const Options& options,
                             const std::function<void(std::size_t)>& on_done)
    : temporary_(std::make_shared<TemporaryFolder>()), entries_(clips.size()) {
  std::vector<std::string> reasons(clips.size());
  const auto fill = [&](std::size_t i) {
    try {
      entries_[i] = open(clips[i], options.sample_rate_hz, options.folder, *temporary_);
    } catch (const audio::DecodeError& error) {
      reasons[i] = error.what();
    }
  };
  parallel_for_each(clips.size(), options.threads, fill, on_done);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (!reasons[i].empty()) failures_.push_back({static_cast<int>(i), std::move(reasons[i])});
  }
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
