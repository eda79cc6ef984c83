#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "nn/real.h"

namespace backbeat::nn {

/// Storage for `bytes` bytes, aligned to a cache line; large storage to huge pages, which the
/// system is asked for: fewer page faults at first, and fewer misses when addresses are looked up
/// later. Throws MemoryError where more than memory_limit() would then be taken, and
/// std::bad_alloc.
void* allocate_aligned(std::size_t bytes);
/// Gives back what allocate_aligned(bytes) gave.
void free_aligned(void* storage, std::size_t bytes);

/// Bytes that all aligned storage together may take, so that a network's text can not take a
/// machine's memory away. As it begins: half of the machine's.
void set_memory_limit(std::size_t bytes);
std::size_t memory_limit();

/// Aligned storage: vectorised sums start at the same lane in every run, so equal seeds give equal
/// bits.
template <typename T>
struct AlignedAllocator {
  using value_type = T;

  AlignedAllocator() = default;
  template <typename U>
  explicit AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(allocate_aligned(n * sizeof(T))); }
  void deallocate(T* p, std::size_t n) { free_aligned(p, n * sizeof(T)); }
  bool operator==(const AlignedAllocator&) const = default;
};

using Buffer = std::vector<real, AlignedAllocator<real>>;

struct FreeAligned {
  std::size_t bytes = 0;
  void operator()(real* numbers) const { free_aligned(numbers, bytes); }
};

/// Aligned numbers that nobody has written yet: memory is taken from the system page by page, as it
/// is first used.
class Arena {
 public:
  Arena() = default;
  explicit Arena(std::size_t size)
      : numbers_(static_cast<real*>(allocate_aligned(size * sizeof(real))),
                 FreeAligned{.bytes = size * sizeof(real)}),
        size_(size) {}

  std::size_t size() const { return size_; }
  std::span<real> numbers() { return {numbers_.get(), size_}; }
  std::span<const real> numbers() const { return {numbers_.get(), size_}; }

 private:
  std::unique_ptr<real, FreeAligned> numbers_;
  std::size_t size_ = 0;
};

/// Reals in one alignment unit: slices of a Buffer begin at multiples of it.
inline constexpr std::size_t kAlignedReals = 64 / sizeof(real);

constexpr std::size_t align_up(std::size_t n) {
  return (n + kAlignedReals - 1) / kAlignedReals * kAlignedReals;
}

}  // namespace backbeat::nn
