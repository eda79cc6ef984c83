#pragma once

#include <cstddef>
#include <cstdint>

#include "audio/random.h"

// What audio::Random's keys (seed, ..., stream, ...) tell apart: two uses of one seed never share
// numbers. The numbers are arbitrary and must not change: the same seed should keep its results.
namespace backbeat::datasets::streams {

inline constexpr std::uint64_t kEpochOrder = 1;  ///< (seed, epoch, stream): the order of the clips
inline constexpr std::uint64_t kCrop = 2;        ///< of a ClipKey: where it is cut
inline constexpr std::uint64_t kSplit = 3;       ///< (seed, stream): ties of make_split()
inline constexpr std::uint64_t kFolds = 4;       ///< (seed, stream): ties of make_folds()
inline constexpr std::uint64_t kFew = 14;  ///< (seed, stream): the clips_per_class of make_split()
// Augmentations, all of a ClipKey. One stream each, so that switching one on leaves the others as
// they were.
inline constexpr std::uint64_t kGain = 5;
inline constexpr std::uint64_t kTilt = 6;
inline constexpr std::uint64_t kSpeed = 7;
inline constexpr std::uint64_t kNoise = 8;
inline constexpr std::uint64_t kMix = 9;
inline constexpr std::uint64_t kPolarity = 10;
inline constexpr std::uint64_t kSpecAugment = 11;
inline constexpr std::uint64_t kBandLimit = 12;
inline constexpr std::uint64_t kEqualizer = 13;

/// Of a ClipKey: which of its versions is heard.
inline constexpr std::uint64_t kVersion = 20;

/// A clip seen in an epoch: its draws have the keys (seed, epoch, stream, clip).
struct ClipKey {
  std::uint64_t seed = 1;
  int epoch = 0;
  int clip = 0;

  audio::Random random(std::uint64_t stream) const {
    return {seed, static_cast<std::uint64_t>(epoch), stream, static_cast<std::uint64_t>(clip)};
  }

  /// Where the version heard in this epoch is found among all versions of `clips` clips that lie
  /// one after the other: all clips as they are, all as version 1, ... Half of the times it is the
  /// clip as it is, else any other version, each as likely.
  std::size_t position(std::size_t clips, int versions) const {
    audio::Random draw = random(kVersion);
    const auto as_it_is = static_cast<std::size_t>(clip);
    if (versions == 1 || draw.chance(0.5)) return as_it_is;
    return (1 + draw.below(static_cast<std::uint64_t>(versions) - 1)) * clips + as_it_is;
  }
};

}  // namespace backbeat::datasets::streams
