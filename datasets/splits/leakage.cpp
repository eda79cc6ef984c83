#include "datasets/splits/leakage.h"

#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace backbeat::datasets {
namespace {

std::string name_of(const Clip& clip, Sharing sharing) {
  switch (sharing) {
    case Sharing::kFile:
      return clip.path.lexically_normal().string();
    case Sharing::kTrack:
      return clip.track;
    case Sharing::kArtist:
      return clip.artist;
    case Sharing::kAudio:
      return "";
  }
  return "";
}

/// Adds a pair for each name and each two sides that it stands on: the first clip of either.
void add_shared_names(std::span<const Clip> clips, std::span<const int> sides, Sharing sharing,
                      std::vector<ClipPair>& leaks) {
  std::map<std::string, std::map<int, std::vector<int>>> clips_of;  // by name and side
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const std::string name = name_of(clips[i], sharing);
    if (!name.empty() && sides[i] >= 0) clips_of[name][sides[i]].push_back(static_cast<int>(i));
  }
  for (const auto& [name, by_side] : clips_of) {
    for (auto a = by_side.begin(); a != by_side.end(); ++a) {
      for (auto b = std::next(a); b != by_side.end(); ++b) {
        leaks.push_back({.sharing = sharing,
                         .first = a->second.front(),
                         .second = b->second.front(),
                         .name = name,
                         .more = a->second.size() * b->second.size() - 1});
      }
    }
  }
}

bool contradict(const Clip& a, const Clip& b) {
  return differ(a.label, b.label) || differ(a.track, b.track) || differ(a.artist, b.artist);
}

/// Whether add_shared_names() tells of the pair already.
bool share_file_or_track(const Clip& a, const Clip& b) {
  return a.path.lexically_normal() == b.path.lexically_normal() ||
         (!a.track.empty() && a.track == b.track);
}

}  // namespace

bool differ(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && a != b;
}

LeakageReport find_leakage(std::span<const Clip> clips, std::span<const int> sides,
                           std::span<const audio::SameAudio> same_audio) {
  if (clips.size() != sides.size()) {
    throw std::invalid_argument(
        fmt::format("leakage: found {} sides of clips, expected {}", sides.size(), clips.size()));
  }
  LeakageReport report;
  for (const Sharing sharing : {Sharing::kFile, Sharing::kTrack, Sharing::kArtist}) {
    add_shared_names(clips, sides, sharing, report.leaks);
  }
  for (const audio::SameAudio& same : same_audio) {
    const auto i = static_cast<std::size_t>(same.first);
    const auto j = static_cast<std::size_t>(same.second);
    const ClipPair pair{.first = same.first,
                        .second = same.second,
                        .offset_s = same.offset_s,
                        .similarity = same.similarity};
    const bool on_two_sides = sides[i] >= 0 && sides[j] >= 0 && sides[i] != sides[j];
    if (on_two_sides && !share_file_or_track(clips[i], clips[j])) report.leaks.push_back(pair);
    if (contradict(clips[i], clips[j])) report.contradictions.push_back(pair);
  }
  return report;
}

}  // namespace backbeat::datasets
