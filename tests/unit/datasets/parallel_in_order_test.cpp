#include "datasets/parallel_in_order.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include "datasets/per_thread.h"

namespace backbeat::datasets {
namespace {

using std::chrono::milliseconds;

/// Later ones are sooner done.
std::string slow_at_first(std::size_t i) {
  if (i % 4 == 0) std::this_thread::sleep_for(milliseconds(5));
  return std::to_string(i);
}

TEST(ParallelInOrder, UsesAllInTheirOrder) {
  for (const int threads : {0, 1, 4}) {
    for (const std::size_t ahead : {0U, 1U, 3U, 100U}) {
      std::vector<std::string> used;  // unguarded: one thread at a time
      parallel_in_order(40, threads, ahead, slow_at_first, [&](std::size_t i, std::string made) {
        EXPECT_EQ(made, std::to_string(i));
        used.push_back(std::move(made));
      });
      ASSERT_EQ(used.size(), 40U);
      for (std::size_t i = 0; i < used.size(); ++i) EXPECT_EQ(used[i], std::to_string(i));
    }
  }
  parallel_in_order(0, 2, 4, slow_at_first,
                    [](std::size_t, const std::string&) { FAIL() << "of nothing"; });
}

TEST(ParallelInOrder, UsesOneAsSoonAsItIsItsTurn) {
  std::atomic<bool> first_used = false;
  parallel_in_order(
      2, 2, 2,
      [&](std::size_t i) {
        const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (i == 1 && !first_used && std::chrono::steady_clock::now() < patience) {
          std::this_thread::yield();
        }
        return i;
      },
      [&](std::size_t i, std::size_t) {
        if (i == 0) first_used = true;
      });
  EXPECT_TRUE(first_used);
}

TEST(ParallelInOrder, IsNeverFurtherAheadThanItMayBe) {
  constexpr std::size_t kAhead = 3;
  std::atomic<std::size_t> used = 0;
  parallel_in_order(
      60, 4, kAhead,
      [&](std::size_t i) {
        EXPECT_LT(i, used + kAhead);
        return slow_at_first(i);
      },
      [&](std::size_t, const std::string&) { ++used; });
  EXPECT_EQ(used, 60U);
}

TEST(ParallelInOrder, EndsWithTheFirstException) {
  for (const int threads : {1, 4}) {
    std::atomic<std::size_t> made = 0;
    std::size_t used = 0;
    const auto make = [&](std::size_t i) {
      ++made;
      return slow_at_first(i);
    };
    const auto fail_at_5 = [&](std::size_t i, const std::string&) {
      if (i == 5) throw std::runtime_error("full");
      ++used;
    };
    EXPECT_THAT([&] { parallel_in_order(1000, threads, 8, make, fail_at_5); },
                ::testing::ThrowsMessage<std::runtime_error>("full"));
    EXPECT_EQ(used, 5U);
    EXPECT_LE(made, 5U + 8U + 4U);
  }
  const auto fail_to_make = [](std::size_t i) {
    if (i == 7) throw std::runtime_error("seven");
    return i;
  };
  EXPECT_THAT([&] { parallel_in_order(1000, 4, 2, fail_to_make, [](std::size_t, std::size_t) {}); },
              ::testing::ThrowsMessage<std::runtime_error>("seven"));
}

TEST(PerThread, MakesOneForEachThreadThatAsks) {
  std::atomic<int> made = 0;
  PerThread<int> numbers([&] { return ++made; }, 2);
  parallel_in_order(
      100, 2, 100, [&](std::size_t) { return &numbers.mine(); },
      [&](std::size_t, const int* number) { EXPECT_LE(*number, 2); });
  EXPECT_LE(made, 2);
  EXPECT_EQ(&numbers.mine(), &numbers.mine());
}

}  // namespace
}  // namespace backbeat::datasets
