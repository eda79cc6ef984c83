#include "datasets/feature_cache.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audio/replace_file.h"
#include "datasets/cache_entry.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

/// Spread over 256 folders: one folder of 100 000 files is slow to list.
fs::path entry_path(const fs::path& folder, const CacheKey& key) {
  const std::string name = fmt::format("{:02x}", fmt::join(key, ""));
  return folder / name.substr(0, 2) / (name.substr(2) + ".mel");
}

std::optional<Features> read_entry(const fs::path& path, const CacheKey& key) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) return std::nullopt;
  std::string bytes(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return decode_entry(key, bytes);
}

/// Keeps the entry if it can; the caller has its features either way.
void write_entry(const fs::path& path, const std::string& bytes) {
  try {
    fs::create_directories(path.parent_path());
    audio::replace_file(path, [&](const fs::path& temporary) {
      std::ofstream file(temporary, std::ios::binary);
      file.exceptions(std::ios::failbit | std::ios::badbit);
      file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      file.close();
    });
  } catch (const std::exception&) {
    return;
  }
}

audio::Range range_of(const Clip& clip) {
  const double duration_s = clip.end_s - clip.start_s;
  return {.offset_s = clip.start_s, .duration_s = std::isinf(duration_s) ? -1.0 : duration_s};
}

fs::path environment_path(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

FeatureCache::FeatureCache(fs::path folder) : folder_(std::move(folder)) {}

fs::path FeatureCache::default_folder() {
  if (fs::path folder = environment_path("BACKBEAT_CACHE"); !folder.empty()) return folder;
  // The XDG base directory specification: a relative path is invalid and passed over.
  if (const fs::path caches = environment_path("XDG_CACHE_HOME"); caches.is_absolute()) {
    return caches / "backbeat";
  }
  const fs::path home = environment_path("HOME");
  return home.empty() ? "" : home / ".cache" / "backbeat";
}

Features FeatureCache::get(const Clip& clip, Extractor& extract) const {
  std::optional<CacheKey> key;
  if (!folder_.empty()) key = cache_key(clip, extract.options());
  if (!key) return extract(clip.path, range_of(clip));

  const fs::path path = entry_path(folder_, *key);
  if (std::optional<Features> kept = read_entry(path, *key)) return *std::move(kept);
  Features features = extract(clip.path, range_of(clip));
  write_entry(path, encode_entry(*key, features));
  return features;
}

}  // namespace backbeat::datasets
