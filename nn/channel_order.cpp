#include "nn/channel_order.h"

#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

/// to[j][i] = from[i][j] for each matrix (rows x columns) of `from`.
void transpose_each(std::span<const real> from, std::size_t rows, std::size_t columns,
                    std::span<real> to) {
  const std::size_t size = rows * columns;
  const std::size_t matrices = from.size() / size;
  parallel_for(static_cast<int>(matrices), from.size(), [&](int index) {
    const auto m = static_cast<std::size_t>(index);
    const real* in = from.data() + m * size;
    real* out = to.data() + m * size;
    for (std::size_t j = 0; j < columns; ++j) {
      for (std::size_t i = 0; i < rows; ++i) out[j * rows + i] = in[i * columns + j];
    }
  });
}

}  // namespace

void to_channels_last(std::span<const real> planes, const Shape& shape, std::span<real> pixels) {
  transpose_each(planes, static_cast<std::size_t>(shape.channels),
                 static_cast<std::size_t>(shape.plane()), pixels);
}

void to_channels_first(std::span<const real> pixels, const Shape& shape, std::span<real> planes) {
  transpose_each(pixels, static_cast<std::size_t>(shape.plane()),
                 static_cast<std::size_t>(shape.channels), planes);
}

}  // namespace backbeat::nn
