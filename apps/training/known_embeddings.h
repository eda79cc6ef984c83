#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "apps/model/body.h"
#include "audio/features/log_mel.h"

namespace backbeat::apps {

/// What one body says of spectrograms, by their digests: the folds of a cross-validation, its seeds
/// and the next training share most clips, and a body takes longer than a head learns. Many threads
/// may use it.
class KnownEmbeddings {
 public:
  /// `folder` is that of the datasets::FeatureCache, among whose entries these lie: a damaged one is
  /// none. An empty path: they are known to this object alone.
  KnownEmbeddings(const Body& body, std::filesystem::path folder);

  std::optional<audio::Spectrogram> find(const std::string& digest);
  void add(const std::string& digest, const audio::Spectrogram& embedded);

 private:
  void remember(const std::string& digest, const audio::Spectrogram& embedded);

  std::string body_;  ///< all that its answers depend on
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, audio::Spectrogram> embedded_;
};

}  // namespace backbeat::apps
