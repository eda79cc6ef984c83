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

LoadedClips take(LoadedClips& all, const std::vector<int>& positions, int versions) {
  LoadedClips side;
  std::vector<int> taken;
  for (const int position : positions) {
    const auto i = all.find(position);
    if (!i) continue;
    side.features.labels.push_back(all.features.labels[*i]);
    side.clips.push_back(all.clips[*i]);
    side.positions.push_back(position);
    side.durations_s.push_back(all.durations_s[*i]);
    taken.push_back(static_cast<int>(*i));
  }
  const std::size_t n_taken = taken.size();
  for (std::size_t v = 1; v < static_cast<std::size_t>(versions); ++v) {
    for (std::size_t i = 0; i < n_taken; ++i)
      taken.push_back(taken[i] + static_cast<int>(v * all.clips.size()));
  }
  for (const int i : taken) {
    side.features.spectrograms.push_back(
        std::move(all.features.spectrograms[static_cast<std::size_t>(i)]));
  }
  if (all.features.waveforms) {
    side.features.waveforms =
        std::make_shared<const datasets::WaveformStore>(all.features.waveforms->subset(taken));
  }
  return side;
}

}  // namespace backbeat::apps
