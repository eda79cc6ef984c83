#include "datasets/splits/groups.h"

#include <map>
#include <numeric>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace backbeat::datasets {
namespace {

/// Disjoint sets with path halving.
class UnionFind {
 public:
  explicit UnionFind(std::size_t size) : parent_(size) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  std::size_t root(std::size_t item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }

  void join(std::size_t a, std::size_t b) { parent_[root(a)] = root(b); }

 private:
  std::vector<std::size_t> parent_;
};

/// What a clip may share with another: (kind of thing, its name).
using Shared = std::pair<char, std::string>;

std::vector<Shared> shared_things(const Clip& clip, GroupBy by) {
  std::vector<Shared> things;
  if (by == GroupBy::kNone) return things;
  things.emplace_back('f', clip.path.lexically_normal().string());
  if (!clip.track.empty()) things.emplace_back('t', clip.track);
  if (by == GroupBy::kArtist && !clip.artist.empty()) things.emplace_back('a', clip.artist);
  return things;
}

}  // namespace

std::vector<int> group_clips(const std::vector<Clip>& clips, GroupBy by) {
  UnionFind sets(clips.size());
  std::map<Shared, std::size_t> first_with;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    for (Shared& thing : shared_things(clips[i], by)) {
      sets.join(i, first_with.emplace(std::move(thing), i).first->second);
    }
  }
  std::map<std::size_t, int> number_of_root;
  std::vector<int> groups(clips.size());
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const int next = static_cast<int>(number_of_root.size());
    groups[i] = number_of_root.emplace(sets.root(i), next).first->second;
  }
  return groups;
}

std::vector<std::optional<int>> agree_by_group(const Dataset& dataset,
                                               const std::vector<int>& groups,
                                               const std::vector<std::optional<int>>& values,
                                               std::string_view what) {
  constexpr auto kNobody = static_cast<std::size_t>(-1);
  std::vector<std::size_t> first_of_group(groups.size(), kNobody);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    std::size_t& first = first_of_group[static_cast<std::size_t>(groups[i])];
    if (first == kNobody) first = i;
    if (values[i] != values[first]) {
      throw ManifestError(fmt::format(
          "{}: {}: found another one than at {}, with which this clip shares an artist, "
          "track or file, expected the same; grouping by none allows it",
          dataset.clips[i].where, what, dataset.clips[first].where));
    }
  }
  std::vector<std::optional<int>> agreed(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::size_t first = first_of_group[static_cast<std::size_t>(groups[i])];
    if (first != kNobody) agreed[i] = values[first];
  }
  return agreed;
}

}  // namespace backbeat::datasets
