#include "apps/leakage/leakage_text.h"

#include <fmt/format.h>

#include "apps/files/printable.h"

namespace backbeat::apps {
namespace {

std::string details(const datasets::ClipPair& pair) {
  if (pair.sharing == datasets::Sharing::kAudio) {
    return fmt::format("offset {:.2f} s, similarity {:.3f}", pair.offset_s, pair.similarity);
  }
  if (pair.more == 0) return pair.name;
  return fmt::format("{}, and {} more pair{}", pair.name, pair.more, pair.more == 1 ? "" : "s");
}

}  // namespace

std::string split_side_name(int side) {
  return side < 0 ? "none" : datasets::to_text(static_cast<datasets::Side>(side));
}

std::string fold_name(int side) {
  if (side == kUnlabelledSide) return "unlabelled";
  return side < 0 ? "none" : fmt::format("fold {}", side);
}

std::string leak_kind(const datasets::ClipPair& pair) {
  switch (pair.sharing) {
    case datasets::Sharing::kFile:
      return "file";
    case datasets::Sharing::kTrack:
      return "track";
    case datasets::Sharing::kArtist:
      return "artist";
    case datasets::Sharing::kAudio:
      return "audio";
  }
  return "";
}

std::string contradiction_kind(const datasets::ClipPair& pair, const SidedClips& clips) {
  const datasets::Clip& a = clips.clips[static_cast<std::size_t>(pair.first)];
  const datasets::Clip& b = clips.clips[static_cast<std::size_t>(pair.second)];
  if (datasets::differ(a.label, b.label)) return "two labels";
  return datasets::differ(a.artist, b.artist) ? "two artists" : "two tracks";
}

std::string pair_line(const std::string& kind, const datasets::ClipPair& pair,
                      const SidedClips& clips) {
  const auto a = static_cast<std::size_t>(pair.first);
  const auto b = static_cast<std::size_t>(pair.second);
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}", kind, clips.side_name(clips.sides[a]),
                     clips.side_name(clips.sides[b]), printable(clips.clips[a].path.string()),
                     printable(clips.clips[b].path.string()), printable(details(pair)));
}

}  // namespace backbeat::apps
