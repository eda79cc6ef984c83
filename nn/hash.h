#pragma once

#include <cstdint>

namespace backbeat::nn {

/// 64 random-looking bits from a key and a position: SplitMix64's finaliser (Steele, Lea, Flood
/// 2014) applied to both. A pure function, so masks need not be stored and no thread waits for a
/// shared generator.
constexpr std::uint64_t hash(std::uint64_t key, std::uint64_t position) {
  std::uint64_t z = key + (position + 1) * 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

}  // namespace backbeat::nn
