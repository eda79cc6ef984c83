#pragma once

#include <cstddef>
#include <new>
#include <vector>

#include "nn/real.h"

namespace backbeat::nn {

/// Cache-line aligned storage: vectorised sums start at the same lane in every run, so equal seeds
/// give equal bits.
template <typename T>
struct AlignedAllocator {
  using value_type = T;
  static constexpr std::align_val_t kAlignment{64};

  AlignedAllocator() = default;
  template <typename U>
  explicit AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), kAlignment)); }
  void deallocate(T* p, std::size_t) { ::operator delete(p, kAlignment); }
  bool operator==(const AlignedAllocator&) const = default;
};

using Buffer = std::vector<real, AlignedAllocator<real>>;

/// Reals in one alignment unit: slices of a Buffer begin at multiples of it.
inline constexpr std::size_t kAlignedReals = 64 / sizeof(real);

constexpr std::size_t align_up(std::size_t n) {
  return (n + kAlignedReals - 1) / kAlignedReals * kAlignedReals;
}

}  // namespace backbeat::nn
