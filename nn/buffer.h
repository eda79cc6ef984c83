#pragma once

#include <cstddef>
#include <vector>

#include "nn/real.h"

namespace backbeat::nn {

/// Storage for `bytes` bytes, aligned to a cache line; large storage to huge pages, which the
/// system is asked for: fewer page faults at first, and fewer misses when addresses are looked up
/// later. Throws std::bad_alloc.
void* allocate_aligned(std::size_t bytes);
void free_aligned(void* storage);

/// Aligned storage: vectorised sums start at the same lane in every run, so equal seeds give equal
/// bits.
template <typename T>
struct AlignedAllocator {
  using value_type = T;

  AlignedAllocator() = default;
  template <typename U>
  explicit AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(allocate_aligned(n * sizeof(T))); }
  void deallocate(T* p, std::size_t) { free_aligned(p); }
  bool operator==(const AlignedAllocator&) const = default;
};

using Buffer = std::vector<real, AlignedAllocator<real>>;

/// Reals in one alignment unit: slices of a Buffer begin at multiples of it.
inline constexpr std::size_t kAlignedReals = 64 / sizeof(real);

constexpr std::size_t align_up(std::size_t n) {
  return (n + kAlignedReals - 1) / kAlignedReals * kAlignedReals;
}

}  // namespace backbeat::nn
