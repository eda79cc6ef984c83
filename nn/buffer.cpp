#include "nn/buffer.h"

#include <atomic>
#include <cstdlib>
#include <new>
#include <unistd.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#include <fmt/format.h>

#include "nn/errors.h"

namespace backbeat::nn {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

std::size_t half_of_the_machine() {
  return static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) / 2;
}

std::atomic<std::size_t>& limit() {
  static std::atomic<std::size_t> bytes{half_of_the_machine()};
  return bytes;
}

std::atomic<std::size_t>& taken() {
  static std::atomic<std::size_t> bytes{0};
  return bytes;
}

/// Counts `bytes` as taken, or throws.
void take(std::size_t bytes) {
  std::size_t before = taken().load();
  do {
    if (before <= limit() && bytes <= limit() - before) continue;
    const auto gib = [](std::size_t n) { return static_cast<double>(n) / 0x1p30; };
    throw MemoryError(fmt::format(
        "memory: found {:.1f} GiB needed beside {:.1f} GiB, expected at most {:.1f} GiB together; "
        "--max-memory says how much",
        gib(bytes), gib(before), gib(limit())));
  } while (!taken().compare_exchange_weak(before, before + bytes));
}

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  take(bytes);
  const std::size_t alignment = bytes >= 2 * kHugePage ? kHugePage : kCacheLine;
  const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
  void* storage = std::aligned_alloc(alignment, whole);
  if (storage == nullptr) {
    taken() -= bytes;
    throw std::bad_alloc();
  }
#ifdef __linux__
  // Advice: where it is not taken, pages are small.
  if (alignment == kHugePage) madvise(storage, whole, MADV_HUGEPAGE);
#endif
  return storage;
}

void free_aligned(void* storage, std::size_t bytes) {
  if (storage == nullptr) return;
  std::free(storage);
  taken() -= bytes;
}

void set_memory_limit(std::size_t bytes) {
  limit() = bytes;
}

std::size_t memory_limit() {
  return limit();
}

}  // namespace backbeat::nn
