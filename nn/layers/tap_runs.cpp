#include "nn/layers/tap_runs.h"

#include <algorithm>
#include <cstdint>

namespace backbeat::nn {
namespace {

/// Of the taps at start + j dilation, 0 <= j < kernel, those in [0, inputs).
TapRun run_of(const TapGrid& grid, int output) {
  const std::int64_t start = std::int64_t{output} * grid.stride + grid.offset;
  const std::int64_t d = grid.dilation;
  const std::int64_t first = start >= 0 ? 0 : (-start + d - 1) / d;
  const std::int64_t room = grid.inputs - 1 - start;
  const std::int64_t last = room < 0 ? -1 : std::min<std::int64_t>(room / d, grid.kernel - 1);
  if (first > last) return {.first = output, .count = 1};
  return {.first = output,
          .count = 1,
          .tap = static_cast<int>(first),
          .taps = static_cast<int>(last - first + 1)};
}

}  // namespace

std::vector<TapRun> tap_runs(const TapGrid& grid) {
  std::vector<TapRun> runs;
  for (int output = 0; output < grid.outputs; ++output) {
    const TapRun run = run_of(grid, output);
    if (!runs.empty() && runs.back().tap == run.tap && runs.back().taps == run.taps) {
      ++runs.back().count;
    } else {
      runs.push_back(run);
    }
  }
  return runs;
}

}  // namespace backbeat::nn
