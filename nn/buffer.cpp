#include "nn/buffer.h"

#include <cstdlib>
#include <new>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace backbeat::nn {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  const std::size_t alignment = bytes >= 2 * kHugePage ? kHugePage : kCacheLine;
  const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
  void* storage = std::aligned_alloc(alignment, whole);
  if (storage == nullptr) throw std::bad_alloc();
#ifdef __linux__
  // Advice: where it is not taken, pages are small.
  if (alignment == kHugePage) madvise(storage, whole, MADV_HUGEPAGE);
#endif
  return storage;
}

void free_aligned(void* storage) {
  std::free(storage);
}

}  // namespace backbeat::nn
