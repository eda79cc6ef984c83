#include "apps/training/known_embeddings.h"

namespace backbeat::apps {

std::optional<audio::Spectrogram> KnownEmbeddings::find(const std::string& digest) const {
  const std::scoped_lock lock(mutex_);
  const auto found = embedded_.find(digest);
  if (found == embedded_.end()) return std::nullopt;
  return found->second;
}

void KnownEmbeddings::add(const std::string& digest, const audio::Spectrogram& embedded) {
  const std::scoped_lock lock(mutex_);
  embedded_.emplace(digest, embedded);
}

}  // namespace backbeat::apps
