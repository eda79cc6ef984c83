// Buffers that live together never overlap, and the arena is no larger than it says.

#include "nn/graph/memory_plan.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "nn/buffer.h"

namespace backbeat::nn {
namespace {

std::vector<Lifetime> random_lifetimes(std::mt19937& generator) {
  std::uniform_int_distribution<int> count(0, 40);
  std::uniform_int_distribution<std::size_t> size(1, 500);
  std::uniform_int_distribution<int> step(0, 30);
  std::vector<Lifetime> buffers(static_cast<std::size_t>(count(generator)));
  for (Lifetime& buffer : buffers) {
    const int a = step(generator);
    const int b = step(generator);
    buffer = {.size = size(generator), .first = std::min(a, b), .last = std::max(a, b)};
  }
  return buffers;
}

bool live_together(const Lifetime& a, const Lifetime& b) {
  for (int step = a.first; step <= a.last; ++step) {
    if (step >= b.first && step <= b.last) return true;
  }
  return false;
}

TEST(MemoryPlan, NeverLetsTwoLivingBuffersOverlap) {
  std::mt19937 generator(1);
  for (int trial = 0; trial < 300; ++trial) {
    const std::vector<Lifetime> buffers = random_lifetimes(generator);
    const MemoryPlan plan = plan_memory(buffers);
    ASSERT_EQ(plan.offsets.size(), buffers.size());
    for (std::size_t i = 0; i < buffers.size(); ++i) {
      ASSERT_LE(plan.offsets[i] + buffers[i].size, plan.size);
      ASSERT_EQ(plan.offsets[i] % kAlignedReals, 0U);
      for (std::size_t j = 0; j < i; ++j) {
        if (!live_together(buffers[i], buffers[j])) continue;
        ASSERT_TRUE(plan.offsets[i] + buffers[i].size <= plan.offsets[j] ||
                    plan.offsets[j] + buffers[j].size <= plan.offsets[i])
            << "trial " << trial << ": buffers " << j << " and " << i;
      }
    }
  }
}

TEST(MemoryPlan, LiesBetweenThePeakAndTheSum) {
  std::mt19937 generator(2);
  for (int trial = 0; trial < 300; ++trial) {
    const std::vector<Lifetime> buffers = random_lifetimes(generator);
    std::size_t peak = 0;
    std::size_t sum = 0;
    for (int step = 0; step <= 30; ++step) {
      std::size_t live = 0;
      for (const Lifetime& buffer : buffers) {
        if (buffer.first <= step && step <= buffer.last) live += buffer.size;
      }
      peak = std::max(peak, live);
    }
    for (const Lifetime& buffer : buffers) sum += align_up(buffer.size);
    const MemoryPlan plan = plan_memory(buffers);
    ASSERT_GE(plan.size, peak);
    ASSERT_LE(plan.size, sum);
  }
}

TEST(MemoryPlan, LetsAChainTakeTurns) {
  // Each buffer of a forward chain lives until the next step has read it: two places suffice.
  std::vector<Lifetime> chain(10, {.size = 64});
  for (int step = 0; step < 10; ++step) {
    chain[static_cast<std::size_t>(step)].first = step;
    chain[static_cast<std::size_t>(step)].last = step + 1;
  }
  EXPECT_EQ(plan_memory(chain).size, 128U);
}

}  // namespace
}  // namespace backbeat::nn
