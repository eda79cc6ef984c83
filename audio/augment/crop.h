#pragma once

#include "audio/random.h"

namespace backbeat::audio {

/// Where a window of `size` begins in something `length` long: every place that lets it end inside
/// is equally likely. 0, without a draw, where there is only one. Of frames or samples alike.
inline int random_crop(int length, int size, Random& random) {
  const int room = length - size;
  return room > 0 ? static_cast<int>(random.below(static_cast<std::uint64_t>(room) + 1)) : 0;
}

/// The same in the middle, rounded towards the beginning.
inline int middle_crop(int length, int size) {
  return length > size ? (length - size) / 2 : 0;
}

}  // namespace backbeat::audio
