#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

namespace backbeat::datasets {

/// Calls work(i) for each i below `n`, on `threads` threads. All are tried; of those that threw,
/// the first one's exception is thrown again at the end. `on_done` is called from one thread at a
/// time with the number that have succeeded so far; where it throws, nothing more is begun.
template <typename Work>
void parallel_for_each(std::size_t n, int threads, const Work& work,
                       const std::function<void(std::size_t)>& on_done = {}) {
  // Nothing may be thrown out of an OpenMP loop.
  std::vector<std::exception_ptr> failures(n);
  std::mutex progress;
  std::size_t done = 0;
  std::exception_ptr stopped;
  std::atomic<bool> has_stopped = false;
#pragma omp parallel for schedule(dynamic) num_threads(std::max(threads, 1))
  for (std::size_t i = 0; i < n; ++i) {
    if (has_stopped.load(std::memory_order_relaxed)) continue;
    try {
      work(i);
    } catch (...) {
      failures[i] = std::current_exception();
      continue;
    }
    const std::scoped_lock lock(progress);
    ++done;
    if (!on_done || has_stopped.load(std::memory_order_relaxed)) continue;
    try {
      on_done(done);
    } catch (...) {
      stopped = std::current_exception();
      has_stopped = true;
    }
  }
  if (stopped) std::rethrow_exception(stopped);
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace backbeat::datasets
