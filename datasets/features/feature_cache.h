#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "audio/features/log_mel.h"
#include "datasets/dataset.h"
#include "datasets/features/extract.h"

// Log-mel spectrograms of clips, computed once and kept on disk.
namespace backbeat::datasets {

/// Where spectrograms are kept. A key is the file's path, size and modification time, the clip's
/// range, its degradations and every front-end setting, so a changed file or setting never meets an
/// old entry. Entries are written to a temporary name and renamed: two processes may share one
/// folder.
class FeatureCache {
 public:
  /// `folder` is made when needed. An empty path: nothing is kept. A folder that can not be written
  /// costs time, not the work: what can not be kept is computed again.
  explicit FeatureCache(std::filesystem::path folder);

  /// $BACKBEAT_CACHE, else $XDG_CACHE_HOME/backbeat, else ~/.cache/backbeat; "" without a home.
  static std::filesystem::path default_folder();

  /// The features of `clip`: from disk, or extracted now.
  /// Throws audio::DecodeError. A damaged entry is computed again.
  Features get(const Clip& clip, Extractor& extract) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace backbeat::datasets
