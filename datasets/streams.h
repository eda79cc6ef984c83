#pragma once

#include <cstdint>

// What audio::Random's keys (seed, ..., stream, ...) tell apart: two uses of one seed never share
// numbers. The numbers are arbitrary and must not change: the same seed should keep its results.
namespace backbeat::datasets::streams {

inline constexpr std::uint64_t kEpochOrder = 1;  ///< (seed, epoch, stream): the order of the clips
inline constexpr std::uint64_t kCrop = 2;        ///< (seed, epoch, stream, clip): where it is cut
inline constexpr std::uint64_t kSplit = 3;       ///< (seed, stream): ties of make_split()
inline constexpr std::uint64_t kFolds = 4;       ///< (seed, stream): ties of make_folds()

}  // namespace backbeat::datasets::streams
