#include "nn/layers/winograd.h"

#include <algorithm>
#include <cstdint>

#include "nn/buffer.h"
#include "nn/parallel.h"

namespace backbeat::nn {
namespace {

/// V and M of a group of tiles stay in the second-level cache.
constexpr int kGroupReals = 128 * 1024;
constexpr int kMostTiles = 64;
constexpr int kFewestTiles = 8;  // a block of the product

/// Fewer channels and the transforms take longer than the products they save.
constexpr int kFewestChannels = 16;

// G: at each point p of nn/kernels/winograd.h the kernel's polynomial 1, p, p^2, divided by the
// product of p's distances from the other points.
constexpr double kA = 0.625;
constexpr double kB = 1.5;
constexpr double kAtA = 1.0 / (2 * kA * kA * (kA * kA - kB * kB));
constexpr double kAtB = 1.0 / (2 * kB * kB * (kB * kB - kA * kA));
constexpr double kAtZero = 1.0 / (kA * kA * kB * kB);
constexpr real kG[6][3] = {
    {static_cast<real>(kAtZero), 0, 0},
    {static_cast<real>(kAtA), static_cast<real>(kA* kAtA), static_cast<real>(kA* kA* kAtA)},
    {static_cast<real>(kAtA), static_cast<real>(-kA* kAtA), static_cast<real>(kA* kA* kAtA)},
    {static_cast<real>(kAtB), static_cast<real>(kB* kAtB), static_cast<real>(kB* kB* kAtB)},
    {static_cast<real>(kAtB), static_cast<real>(-kB* kAtB), static_cast<real>(kB* kB* kAtB)},
    {0, 0, 1}};

/// No instruction set has wider panels.
constexpr int kWidestPanel = 32;

/// sum = row[0] a + row[1] b + row[2] c, number by number.
void weigh(const real (&row)[3], const real* a, const real* b, const real* c, real* sum) {
  for (int o = 0; o < kWidestPanel; ++o) sum[o] = row[0] * a[o] + row[1] * b[o] + row[2] * c[o];
}

/// sum += weight a.
void add_scaled(real weight, const real* a, int n, real* sum) {
  for (int o = 0; o < n; ++o) sum[o] += weight * a[o];
}

int tiles_over(int n) {
  return (n + 3) / 4;
}

Shape output_of(const Shape& image, int outputs, const Padding& pad) {
  return {.channels = outputs,
          .height = image.height + pad.height() - 2,
          .width = image.width + pad.width() - 2};
}

/// The N x N pixels of an image from (line, column) on; a copy with zeros where they are outside.
template <int N>
PixelTile pixels(const real* image, const Shape& shape, int line, int column, real* copy) {
  const std::ptrdiff_t c = shape.channels;
  const PixelTile tile{.first = image + (std::ptrdiff_t{line} * shape.width + column) * c,
                       .line_step = shape.width * c,
                       .step = c};
  if (line >= 0 && column >= 0 && line + N <= shape.height && column + N <= shape.width) {
    return tile;
  }
  for (int i = 0; i < N; ++i) {
    for (int j = 0; j < N; ++j) {
      const bool inside =
          line + i >= 0 && line + i < shape.height && column + j >= 0 && column + j < shape.width;
      real* to = copy + (i * N + j) * c;
      if (inside) {
        std::copy_n(tile.at(i, j), c, to);
      } else {
        std::fill_n(to, c, real{0});
      }
    }
  }
  return {.first = copy, .line_step = N * c, .step = c};
}

}  // namespace

Winograd::Winograd(const Shape& image, int outputs, const Padding& pad)
    : image_(image),
      output_(output_of(image, outputs, pad)),
      pad_(pad),
      panels_(image.channels, outputs),
      tiles_down_(tiles_over(output_.height)),
      tiles_across_(tiles_over(output_.width)),
      group_tiles_(std::clamp(
          static_cast<int>(kGroupReals / (std::int64_t{kPoints} * (image.channels + outputs))) /
              kFewestTiles * kFewestTiles,
          kFewestTiles, kMostTiles)) {}

bool Winograd::pays(const Shape& image, int outputs, const Padding& pad) {
  const Shape output = output_of(image, outputs, pad);
  const int covered = 16 * tiles_over(output.height) * tiles_over(output.width);
  return image.channels >= kFewestChannels && outputs >= kFewestChannels &&
         covered <= 2 * output.plane();
}

// Both go through the kernels of one input and one panel of outputs side by side: the innermost
// loops run over the outputs.

void Winograd::transform_kernels(const real* g, const KernelOrder& order, real* U) const {
  parallel_for(panels_.count() * panels_.inner(), kernels_size(), [&](int unit) {
    const int i = unit / panels_.inner();
    const int c = unit % panels_.inner();
    const Panel panel = panels_.panel(i);
    real taps[3][3][kWidestPanel]{};
    for (int o = 0; o < panel.outputs; ++o) {
      const real* kernel = g + c * order.input_step + (panel.first + o) * order.output_step;
      for (int tap = 0; tap < 9; ++tap) {
        taps[tap / 3][tap % 3][o] = kernel[order.turned ? 8 - tap : tap];
      }
    }
    real half[kInputs][3][kWidestPanel];
    for (int p = 0; p < kInputs; ++p) {
      for (int j = 0; j < 3; ++j) weigh(kG[p], taps[0][j], taps[1][j], taps[2][j], half[p][j]);
    }
    real* at = U + panels_.offset(i) + std::ptrdiff_t{c} * panel.width;
    for (const auto& line : half) {
      for (const auto& row : kG) {
        real whole[kWidestPanel];
        weigh(row, line[0], line[1], line[2], whole);
        std::copy_n(whole, panel.width, at);
        at += panels_.size();
      }
    }
  });
}

void Winograd::add_kernel_gradient(const real* dU, const KernelOrder& order, real* dg) const {
  parallel_for(panels_.count() * panels_.inner(), kernels_size(), [&](int unit) {
    const int i = unit / panels_.inner();
    const int c = unit % panels_.inner();
    const Panel panel = panels_.panel(i);
    const real* at = dU + panels_.offset(i) + std::ptrdiff_t{c} * panel.width;
    real taps[3][3][kWidestPanel]{};
    for (const auto& down : kG) {
      real half[3][kWidestPanel]{};  // of one row of dU: its product with G
      for (const auto& across : kG) {
        for (int j = 0; j < 3; ++j) add_scaled(across[j], at, panel.width, half[j]);
        at += panels_.size();
      }
      for (int row = 0; row < 3; ++row) {
        for (int j = 0; j < 3; ++j) add_scaled(down[row], half[j], panel.width, taps[row][j]);
      }
    }
    for (int o = 0; o < panel.outputs; ++o) {
      real* kernel = dg + c * order.input_step + (panel.first + o) * order.output_step;
      for (int tap = 0; tap < 9; ++tap) {
        kernel[order.turned ? 8 - tap : tap] += taps[tap / 3][tap % 3][o];
      }
    }
  });
}

int Winograd::groups(int batch) const {
  return (batch * tiles_down_ * tiles_across_ + group_tiles_ - 1) / group_tiles_;
}

/// V, M and a tile's copy.
std::size_t Winograd::scratch_size() const {
  const auto step = static_cast<std::size_t>(input_step() + output_step());
  const int widest = std::max(image_.channels, output_.channels);
  return align_up(kPoints * step) + align_up(kPoints * static_cast<std::size_t>(widest) +
                                             static_cast<std::size_t>(kernels().lanes));
}

Winograd::Place Winograd::place(int tile) const {
  const int column = tile % tiles_across_;
  const int line = tile / tiles_across_ % tiles_down_;
  return {.example = tile / tiles_across_ / tiles_down_,
          .line = kOutputs * line,
          .column = kOutputs * column};
}

Winograd::Group Winograd::group_at(int batch, int index) const {
  const int first = index * group_tiles_;
  return {.first = first,
          .count = std::min(group_tiles_, batch * tiles_down_ * tiles_across_ - first)};
}

void Winograd::transform_inputs(const Group& group, const real* h, real* V, real* copy) const {
  for (int t = 0; t < group.count; ++t) {
    const Place at = place(group.first + t);
    const real* image = h + static_cast<std::size_t>(at.example) * image_.size();
    kernels().winograd_input(pixels<kInputs>(image, image_, at.line - pad_.before.height,
                                             at.column - pad_.before.width, copy),
                             image_.channels, V + std::ptrdiff_t{t} * image_.channels,
                             input_step());
  }
}

void Winograd::multiply(int batch, int group, const real* h, const real* U, const Finish& finish,
                        real* f, real* scratch) const {
  const Group tiles = group_at(batch, group);
  real* const V = scratch;
  real* const M = V + kPoints * input_step();
  transform_inputs(tiles, h, V, M + kPoints * output_step());
  for (int p = 0; p < kPoints; ++p) {
    for (int i = 0; i < panels_.count(); ++i) {
      const Panel panel = panels_.panel(i);
      kernels().product(
          {.h = V + p * input_step(),
           .windows = {.step = image_.channels, .inner = image_.channels},
           .Omega = U + static_cast<std::size_t>(p) * panels_.size() + panels_.offset(i),
           .f = M + p * output_step() + panel.first,
           .f_step = output_.channels,
           .count = tiles.count,
           .panel = panel});
    }
  }
  const int shrink = finish.pool ? 2 : 1;
  const std::ptrdiff_t width = output_.width / shrink;
  const std::ptrdiff_t size = width * (output_.height / shrink) * output_.channels;
  for (int t = 0; t < tiles.count; ++t) {
    const Place at = place(tiles.first + t);
    const std::ptrdiff_t first =
        at.example * size +
        (at.line / shrink * width + at.column / shrink) * std::ptrdiff_t{output_.channels};
    kernels().winograd_output(M + std::ptrdiff_t{t} * output_.channels, output_step(),
                              {.f = f + first,
                               .line_step = width * output_.channels,
                               .step = output_.channels,
                               .height = std::min(kOutputs, output_.height - at.line),
                               .width = std::min(kOutputs, output_.width - at.column),
                               .channels = output_.channels,
                               .beta = finish.beta,
                               .other = finish.other == nullptr ? nullptr : finish.other + first,
                               .activation = finish.activation,
                               .pool = finish.pool});
  }
}

void Winograd::add_gradient(int batch, int group, const real* h, const real* df, real* dU,
                            real* scratch) const {
  const Group tiles = group_at(batch, group);
  real* const V = scratch;
  real* const dM = V + kPoints * input_step();
  real* const copy = dM + kPoints * output_step();
  transform_inputs(tiles, h, V, copy);
  for (int t = 0; t < tiles.count; ++t) {
    const Place at = place(tiles.first + t);
    const real* image = df + static_cast<std::size_t>(at.example) * output_.size();
    kernels().winograd_gradient(pixels<kOutputs>(image, output_, at.line, at.column, copy),
                                output_.channels, dM + std::ptrdiff_t{t} * output_.channels,
                                output_step());
  }
  for (int p = 0; p < kPoints; ++p) {
    for (int i = 0; i < panels_.count(); ++i) {
      const Panel panel = panels_.panel(i);
      kernels().outer(
          {.h = V + p * input_step(),
           .windows = {.step = image_.channels, .inner = image_.channels},
           .df = dM + p * output_step() + panel.first,
           .df_step = output_.channels,
           .lines = 1,
           .count = tiles.count,
           .dOmega = dU + static_cast<std::size_t>(p) * panels_.size() + panels_.offset(i),
           .panel = panel});
    }
  }
}

}  // namespace backbeat::nn
