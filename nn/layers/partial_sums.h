#pragma once

#include <algorithm>
#include <cstddef>

#include "nn/parallel.h"
#include "nn/real.h"

// Sums over a batch, in parts that threads add up side by side. The parts are fixed, so that any
// number of threads adds the same numbers in the same order.
namespace backbeat::nn {

inline constexpr int kParts = 16;

/// Calls work(part, sum, thread) for each of `parts` partial sums of `size` numbers, in parallel,
/// and leaves their sum in the first. `operations` as in parallel_for().
template <typename Work>
void sum_parts(int parts, std::size_t operations, real* sums, std::size_t size, Work work) {
  parallel_for_threads(parts, operations, [&](int part, int thread) {
    real* const sum = sums + static_cast<std::size_t>(part) * size;
    std::fill_n(sum, size, real{0});
    work(part, sum, thread);
  });
  parallel_ranges(size, [&](std::size_t begin, std::size_t end) {
    for (int part = 1; part < parts; ++part) {
      const real* more = sums + static_cast<std::size_t>(part) * size;
#pragma omp simd
      for (std::size_t k = begin; k < end; ++k) sums[k] += more[k];
    }
  });
}

/// The share of `n` things that falls to a part: calls work(thing) for each.
template <typename Work>
void for_share(int part, int parts, int n, Work work) {
  for (int i = part * n / parts; i < (part + 1) * n / parts; ++i) work(i);
}

}  // namespace backbeat::nn
