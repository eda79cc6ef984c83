#pragma once

#include "nn/layers/window.h"
#include "nn/real.h"

// Convolution as a matrix product: every window becomes a column.
namespace backbeat::nn {

/// Output rows [first_row, last_row) of one image, `positions.width` columns each.
struct RowTile {
  Shape image;  ///< channels, height, width of the image
  Window window;
  Extent positions;  ///< of the window
  int first_row = 0;
  int last_row = 0;

  int columns() const { return (last_row - first_row) * positions.width; }
};

/// columns[(c, i, j)][(r, w)] = image[c][r stride - pad + i dilation][w stride - pad + j dilation],
/// 0 outside the image. `columns` is (channels kh kw) x tile.columns(), row-major.
void im2col(const RowTile& tile, const real* image, real* columns);

/// The transpose of im2col: adds every column entry to the pixel it came from.
void col2im_add(const RowTile& tile, const real* columns, real* image);

}  // namespace backbeat::nn
