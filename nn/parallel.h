#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <omp.h>

// Loops over OpenMP's threads. Which thread does what never changes a number: every output element
// has one writer, and sums are cut at places that do not depend on the number of threads.
namespace backbeat::nn {

/// Waking threads takes as long as some tens of thousands of simple operations.
inline constexpr std::size_t kSmallWork = 32768;

/// Threads that a loop begun here may use: one where the caller is one of many itself.
inline int threads_here() {
  return omp_in_parallel() != 0 ? 1 : omp_get_max_threads();
}

inline bool runs_alone(std::size_t operations) {
  return operations < kSmallWork || threads_here() == 1;
}

/// A thread's part of a loop, [next, end), on a cache line of its own.
struct alignas(64) Share {
  std::atomic<int> next{0};
  int end = 0;
};

/// Calls work(i, thread) for 0 <= i < n; `operations` is roughly what all calls do together. Calls
/// of one thread, counted from 0, come one after another.
///
/// Every thread begins with a share of its own, the same in each loop of equal length, so that it
/// finds in its cache what it wrote there; then it takes what is left of the others' shares. So a
/// thread that has to leave its core to another program holds nobody up for long.
template <typename Work>
void parallel_for_threads(int n, std::size_t operations, Work work) {
  if (n < 2 || runs_alone(operations)) {
    for (int i = 0; i < n; ++i) work(i, 0);
    return;
  }
  constexpr int kMostShares = 64;
  std::array<Share, kMostShares> shares;
  const int count = std::min({n, omp_get_max_threads(), kMostShares});
  for (int s = 0; s < count; ++s) {
    Share& share = shares[static_cast<std::size_t>(s)];
    share.next = static_cast<int>(std::int64_t{n} * s / count);
    share.end = static_cast<int>(std::int64_t{n} * (s + 1) / count);
  }
#pragma omp parallel
  {
    const int thread = omp_get_thread_num();
    for (int s = 0; s < count; ++s) {
      Share& share = shares[static_cast<std::size_t>((thread + s) % count)];
      while (true) {
        const int i = share.next.fetch_add(1, std::memory_order_relaxed);
        if (i >= share.end) break;
        work(i, thread);
      }
    }
  }
}

/// Calls work(i) for 0 <= i < n.
template <typename Work>
void parallel_for(int n, std::size_t operations, Work work) {
  parallel_for_threads(n, operations, [&](int i, int /*thread*/) { work(i); });
}

/// Calls work(begin, end) for ranges that make up 0 to n: loops over single elements.
template <typename Work>
void parallel_ranges(std::size_t n, Work work) {
  if (runs_alone(n)) {
    work(std::size_t{0}, n);
    return;
  }
  constexpr std::size_t kRange = 4096;
  parallel_for(static_cast<int>((n + kRange - 1) / kRange), n, [&](int range) {
    const std::size_t begin = static_cast<std::size_t>(range) * kRange;
    work(begin, std::min(begin + kRange, n));
  });
}

}  // namespace backbeat::nn
