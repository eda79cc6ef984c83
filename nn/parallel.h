#pragma once

#include <algorithm>
#include <cstddef>
#include <omp.h>

// Loops over OpenMP's threads. Which thread does what never changes a number: every output element
// has one writer, and sums are cut at places that do not depend on the number of threads.
namespace backbeat::nn {

/// Waking threads takes as long as some tens of thousands of simple operations.
inline constexpr std::size_t kSmallWork = 32768;

inline bool runs_alone(std::size_t operations) {
  return operations < kSmallWork || omp_get_max_threads() == 1;
}

/// Calls work(i, thread) for 0 <= i < n; `operations` is roughly what all calls do together. Calls
/// of one thread, counted from 0, come one after another.
template <typename Work>
void parallel_for_threads(int n, std::size_t operations, Work work) {
  if (n < 2 || runs_alone(operations)) {
    for (int i = 0; i < n; ++i) work(i, 0);
    return;
  }
#pragma omp parallel for schedule(static)
  for (int i = 0; i < n; ++i) work(i, omp_get_thread_num());
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
  const auto ranges = static_cast<int>((n + kRange - 1) / kRange);
#pragma omp parallel for schedule(static)
  for (int i = 0; i < ranges; ++i) {
    const std::size_t begin = static_cast<std::size_t>(i) * kRange;
    work(begin, std::min(begin + kRange, n));
  }
}

}  // namespace backbeat::nn
