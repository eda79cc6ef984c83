#pragma once

#include <cstddef>
#include <vector>

namespace backbeat::nn {

/// A buffer that must exist from step `first` to step `last`, both included.
struct Lifetime {
  std::size_t size = 0;
  int first = 0;
  int last = 0;
};

struct MemoryPlan {
  std::vector<std::size_t> offsets;  ///< one a buffer, aligned (nn/buffer.h)
  std::size_t size = 0;              ///< of the arena that holds them all
};

/// Places buffers in one arena so that two that live at the same time never overlap: the largest
/// first, each at the lowest offset that is free for its whole life.
MemoryPlan plan_memory(const std::vector<Lifetime>& buffers);

}  // namespace backbeat::nn
