#include "apps/training/known_embeddings.h"

#include <utility>

#include <fmt/format.h>

#include "apps/training/head.h"
#include "datasets/features/cache_entry.h"

namespace backbeat::apps {
namespace {

/// Goes up whenever what a network makes of its parameters changes by more than rounding.
constexpr int kVersion = 1;

/// Where an embedding lies on disk.
struct Place {
  datasets::CacheKey key;
  std::filesystem::path path;

  Place(const std::filesystem::path& folder, const std::string& body, const std::string& digest)
      : key(datasets::key_of(body + digest)), path(datasets::entry_path(folder, key, ".emb")) {}
};

}  // namespace

KnownEmbeddings::KnownEmbeddings(const Body& body, std::filesystem::path folder)
    : body_(fmt::format("{}\n{}\n{}\n", kVersion, body.digest, trunk_of(body.network).text())),
      folder_(std::move(folder)) {}

std::optional<audio::Spectrogram> KnownEmbeddings::find(const std::string& digest) {
  {
    const std::scoped_lock lock(mutex_);
    const auto found = embedded_.find(digest);
    if (found != embedded_.end()) return found->second;
  }
  if (folder_.empty()) return std::nullopt;
  const Place place(folder_, body_, digest);
  std::optional<datasets::Features> entry = datasets::find_entry(place.path, place.key);
  if (!entry) return std::nullopt;
  remember(digest, entry->spectrogram);
  return std::move(entry->spectrogram);
}

void KnownEmbeddings::add(const std::string& digest, const audio::Spectrogram& embedded) {
  remember(digest, embedded);
  if (folder_.empty()) return;
  const Place place(folder_, body_, digest);
  datasets::keep_entry(place.path, place.key, {.spectrogram = embedded});
}

void KnownEmbeddings::remember(const std::string& digest, const audio::Spectrogram& embedded) {
  const std::scoped_lock lock(mutex_);
  embedded_.emplace(digest, embedded);
}

}  // namespace backbeat::apps
