#include "datasets/features/feature_cache.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "datasets/features/cache_entry.h"
#include "datasets/features/cache_files.h"

namespace backbeat::datasets {
namespace {

namespace fs = std::filesystem;

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
  if (!key) return extract(clip.path, range_of(clip), clip.degradations);

  const fs::path path = entry_path(folder_, *key, ".mel");
  if (std::optional<Features> kept = find_entry(path, *key)) return *std::move(kept);
  Features features = extract(clip.path, range_of(clip), clip.degradations);
  keep_entry(path, *key, features);
  return features;
}

}  // namespace backbeat::datasets
