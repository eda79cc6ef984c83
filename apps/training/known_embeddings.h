#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "audio/features/log_mel.h"

namespace backbeat::apps {

/// What one body says of spectrograms, by their digests: the folds of a cross-validation and its
/// seeds share most clips, and a body takes longer than a head learns. Many threads may use it.
class KnownEmbeddings {
 public:
  std::optional<audio::Spectrogram> find(const std::string& digest) const;
  void add(const std::string& digest, const audio::Spectrogram& embedded);

 private:
  mutable std::mutex mutex_;
  std::map<std::string, audio::Spectrogram> embedded_;
};

}  // namespace backbeat::apps
