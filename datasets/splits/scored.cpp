#include "datasets/splits/scored.h"

#include <algorithm>
#include <map>
#include <string>

#include "datasets/splits/groups.h"

namespace backbeat::datasets {

std::vector<bool> scored_clips(std::span<const Clip> clips, std::span<const double> durations_s) {
  std::vector<bool> scored(clips.size(), true);
  std::map<std::string, std::size_t> longest_of;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (clips[i].track.empty()) continue;
    const auto [found, is_first] = longest_of.emplace(clips[i].track, i);
    if (is_first) continue;
    std::size_t& longest = found->second;
    const std::size_t shorter = durations_s[i] > durations_s[longest] ? longest : i;
    if (shorter == longest) longest = i;
    scored[shorter] = false;
  }
  return scored;
}

std::vector<int> artist_numbers(const std::vector<Clip>& clips) {
  const bool has_artists = std::any_of(clips.begin(), clips.end(),
                                       [](const Clip& clip) { return !clip.artist.empty(); });
  return has_artists ? group_clips(clips, GroupBy::kArtist) : std::vector<int>{};
}

}  // namespace backbeat::datasets
