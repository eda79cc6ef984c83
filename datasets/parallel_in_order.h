#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace backbeat::datasets {

/// Calls make(i) for each i below `n` on `threads` threads, and use(i, what it gave) for one i after
/// the other: ascending, from one thread at a time, as soon as all before have been used. What was
/// made and waits is never more than `ahead`. The first exception, of either, is thrown again; then
/// nothing more is begun.
template <typename Make, typename Use>
void parallel_in_order(std::size_t n, int threads, std::size_t ahead, const Make& make,
                       const Use& use) {
  using Result = std::invoke_result_t<const Make&, std::size_t>;
  std::mutex mutex;  // guards all that follow
  std::condition_variable room;
  std::vector<std::optional<Result>> made(std::max<std::size_t>(ahead, 1));  // i at i % size
  std::size_t begun = 0;
  std::size_t used = 0;
  bool in_use = false;
  std::exception_ptr failure;

  const auto use_those_that_are_next = [&](std::unique_lock<std::mutex>& lock) {
    if (in_use) return;
    in_use = true;
    while (used < begun && made[used % made.size()]) {
      Result result = std::move(*made[used % made.size()]);
      made[used % made.size()].reset();
      lock.unlock();
      use(used, std::move(result));
      lock.lock();
      ++used;
      room.notify_all();
    }
    in_use = false;
  };
  const auto work = [&] {
    std::unique_lock lock(mutex);
    while (begun < n && !failure) {
      const std::size_t i = begun++;
      room.wait(lock, [&] { return i < used + made.size() || failure; });
      if (failure) return;
      lock.unlock();
      Result result = make(i);
      lock.lock();
      made[i % made.size()] = std::move(result);
      use_those_that_are_next(lock);
    }
  };
  // Nothing may be thrown out of a parallel region.
#pragma omp parallel num_threads(std::max(threads, 1))
  try {
    work();
  } catch (...) {
    const std::scoped_lock lock(mutex);
    if (!failure) failure = std::current_exception();
    room.notify_all();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace backbeat::datasets
