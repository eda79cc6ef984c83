#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <utility>

// The project's random numbers for data: which crop, which order, which augmentation.
namespace backbeat::audio {

/// A generator keyed by words such as (seed, epoch, stream, track): equal keys give equal numbers
/// on every machine and for any thread count, and different keys give unrelated ones.
/// SplitMix64 (Steele, Lea, Flood 2014); the key is folded in word by word with its finaliser.
/// Satisfies std::uniform_random_bit_generator, but the members below replace the standard
/// distributions, whose numbers differ between standard libraries.
class Random {
 public:
  using result_type = std::uint64_t;

  Random(std::initializer_list<std::uint64_t> key) {
    for (std::uint64_t word : key) state_ = mix(state_ + kGamma + word * 0xD6E8FEB86659FD93ULL);
  }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() { return mix(state_ += kGamma); }

  /// Uniform in [0, 1).
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [0, n), n > 0 (multiply-shift; the bias is below n / 2^64).
  std::uint64_t below(std::uint64_t n) {
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>((*this)()) * n) >> 64);
  }
  /// True with the given probability.
  bool chance(double probability) { return uniform() < probability; }
  /// Standard normal (Box-Muller, one of the pair).
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }

 private:
  static constexpr std::uint64_t kGamma = 0x9E3779B97F4A7C15ULL;
  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  std::uint64_t state_ = 0;
};

/// Fisher-Yates with `random`: std::shuffle's order is not the same in every standard library.
template <typename Container>
void shuffle(Container& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    using std::swap;
    swap(items[i - 1], items[random.below(i)]);
  }
}

}  // namespace backbeat::audio
