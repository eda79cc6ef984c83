#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "audio/random.h"
#include "tests/unit/datasets/helpers.h"

namespace backbeat::testing {

/// Clips of several classes by artists of very different productivity, some in two classes and some
/// unknown. Every class has two artists at least that are in no other one.
inline datasets::Dataset random_dataset(std::uint64_t seed) {
  audio::Random random{seed};
  std::vector<datasets::Clip> clips;
  const auto classes = static_cast<int>(2 + random.below(8));
  for (int c = 0; c < classes; ++c) {
    const std::string label = "class" + std::to_string(c);
    const auto artists = static_cast<int>(2 + random.below(30));
    for (int a = 0; a < artists; ++a) {
      const std::string artist = label + "_artist" + std::to_string(a);
      const auto songs = static_cast<int>(1 + random.below(random.chance(0.1) ? 20 : 4));
      for (int i = 0; i < songs; ++i) {
        const bool is_guest = a >= 2 && c > 0 && random.chance(0.1);
        const bool is_unknown = a >= 2 && random.chance(0.1);
        clips.push_back({.label = is_guest ? "class" + std::to_string(c - 1) : label,
                         .artist = is_unknown ? "" : artist});
      }
    }
  }
  audio::shuffle(clips, random);
  return dataset_of(std::move(clips));
}

}  // namespace backbeat::testing
