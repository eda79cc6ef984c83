#pragma once

#include <vector>

namespace backbeat::nn {

/// Where the taps of a window lie in one direction: tap j of output o on input
/// o stride + offset + j dilation, which may be outside of the image.
struct TapGrid {
  int outputs = 1;
  int inputs = 1;
  int kernel = 1;
  int stride = 1;
  int offset = 0;  ///< minus the padding
  int dilation = 1;
};

/// Outputs [first, first + count), which all have the taps [tap, tap + taps) inside of the image,
/// perhaps none, and no others.
struct TapRun {
  int first = 0;
  int count = 0;
  int tap = 0;
  int taps = 0;
};

/// All outputs, in as few runs as there are.
std::vector<TapRun> tap_runs(const TapGrid& grid);

}  // namespace backbeat::nn
