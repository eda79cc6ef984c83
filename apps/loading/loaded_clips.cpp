#include "apps/loading/loaded_clips.h"

#include <algorithm>

namespace backbeat::apps {

std::size_t LoadedClips::labelled() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(features.labels, [](int label) { return label >= 0; }));
}

std::optional<std::size_t> LoadedClips::find(int position) const {
  const auto found = std::lower_bound(positions.begin(), positions.end(), position);
  if (found == positions.end() || *found != position) return std::nullopt;
  return static_cast<std::size_t>(found - positions.begin());
}

}  // namespace backbeat::apps
