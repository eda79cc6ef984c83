#include "nn/graph/memory_plan.h"

#include <algorithm>
#include <numeric>

#include "nn/buffer.h"

namespace backbeat::nn {
namespace {

bool live_together(const Lifetime& a, const Lifetime& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

MemoryPlan plan_memory(const std::vector<Lifetime>& buffers) {
  std::vector<std::size_t> largest_first(buffers.size());
  std::iota(largest_first.begin(), largest_first.end(), std::size_t{0});
  std::stable_sort(largest_first.begin(), largest_first.end(),
                   [&](std::size_t a, std::size_t b) { return buffers[a].size > buffers[b].size; });

  MemoryPlan plan{.offsets = std::vector<std::size_t>(buffers.size()), .size = 0};
  std::vector<std::size_t> by_offset;  // of those placed so far
  for (const std::size_t i : largest_first) {
    const std::size_t size = align_up(buffers[i].size);
    std::size_t offset = 0;
    for (const std::size_t j : by_offset) {
      if (!live_together(buffers[i], buffers[j])) continue;
      if (offset + size <= plan.offsets[j]) break;
      offset = std::max(offset, plan.offsets[j] + align_up(buffers[j].size));
    }
    plan.offsets[i] = offset;
    plan.size = std::max(plan.size, offset + size);
    const auto place =
        std::upper_bound(by_offset.begin(), by_offset.end(), offset,
                         [&](std::size_t value, std::size_t j) { return value < plan.offsets[j]; });
    by_offset.insert(place, i);
  }
  return plan;
}

}  // namespace backbeat::nn
