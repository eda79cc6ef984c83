#include "datasets/parallel_for_each.h"

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>

namespace backbeat::datasets {
namespace {

TEST(ParallelForEach, CallsWorkOnceForEach) {
  for (const int threads : {0, 1, 4}) {
    std::vector<std::atomic<int>> calls(100);
    parallel_for_each(calls.size(), threads, [&](std::size_t i) { ++calls[i]; });
    for (const std::atomic<int>& count : calls) EXPECT_EQ(count, 1) << threads << " threads";
  }
  parallel_for_each(0, 2, [](std::size_t) { FAIL() << "there is nothing to do"; });
}

TEST(ParallelForEach, UsesTheThreads) {
  std::atomic<int> waiting = 0;
  parallel_for_each(2, 2, [&](std::size_t) {
    ++waiting;
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (waiting < 2 && std::chrono::steady_clock::now() < patience) std::this_thread::yield();
    EXPECT_EQ(waiting, 2) << "neither waits for the other's end";
  });
}

TEST(ParallelForEach, TriesAllAndThrowsTheFirstFailureAgain) {
  std::atomic<int> calls = 0;
  const auto fail_late = [&](std::size_t i) {
    ++calls;
    if (i == 3) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (i >= 3) throw std::runtime_error(std::to_string(i));
  };
  EXPECT_THAT([&] { parallel_for_each(20, 4, fail_late); },
              ::testing::ThrowsMessage<std::runtime_error>("3"));
  EXPECT_EQ(calls, 20);
}

TEST(ParallelForEach, CountsWhatSucceeded) {
  std::vector<std::size_t> counts;  // unguarded: one thread at a time
  const auto count = [&](std::size_t done) { counts.push_back(done); };
  parallel_for_each(
      50, 4, [](std::size_t) {}, count);
  std::vector<std::size_t> expected(50);
  std::iota(expected.begin(), expected.end(), 1);
  EXPECT_EQ(counts, expected);

  counts.clear();
  const auto fail_at_one = [](std::size_t i) {
    if (i == 1) throw std::runtime_error("one");
  };
  EXPECT_THROW(parallel_for_each(3, 2, fail_at_one, count), std::runtime_error);
  EXPECT_THAT(counts, ::testing::ElementsAre(1, 2));
}

}  // namespace
}  // namespace backbeat::datasets
