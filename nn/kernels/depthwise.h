#pragma once

#include <cstddef>

#include "nn/kernels/activation.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/vector.h"

// A convolution of each channel with a kernel of its own (nn/layers/depthwise.h), one line at a
// time. Lanes are channels, so nothing is gathered; sums run over the taps in row-major order.
namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

/// Outputs x to x + R - 1 of all channels.
template <int R>
inline void depthwise_block(const DepthwiseLine& p, int x) {
  const DepthwiseTaps& taps = p.taps;
  for_channels(taps.channels, [&](int c, auto kind) {
    using T = decltype(kind);
    T sums[R]{};
    for (int i = 0; i < taps.rows; ++i) {
      const real* h = p.h + x * taps.step + i * taps.row_step + c;
      const real* Omega = p.Omega + i * taps.Omega_row_step + c;
      for (int j = 0; j < taps.columns; ++j, h += taps.column_step, Omega += taps.channels) {
        const T omega = load<T>(Omega);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
          sums[r] = multiply_add<T>(load<T>(h + r * taps.step), omega, sums[r]);
        }
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < R; ++r) {
      const std::ptrdiff_t at = std::ptrdiff_t{x + r} * taps.channels + c;
      if (p.beta != nullptr) sums[r] += load<T>(p.beta + c);
      if (p.other != nullptr) sums[r] += load<T>(p.other + at);
      store(p.f + at, activated(p.activation, sums[r]));
    }
  });
}

inline void depthwise(const DepthwiseLine& p) {
  int x = 0;
  for (; x + 8 <= p.taps.count; x += 8) depthwise_block<8>(p, x);
  for (; x + 2 <= p.taps.count; x += 2) depthwise_block<2>(p, x);
  for (; x < p.taps.count; ++x) depthwise_block<1>(p, x);
}

/// dOmega of J adjacent taps of one row.
template <typename T, int J>
inline void add_taps(const DepthwiseGradient& p, const real* h, real* dOmega, int c) {
  const DepthwiseTaps& taps = p.taps;
  T sums[2][J]{};  // of the even and of the odd outputs: an addition need not wait for the last
  const auto add = [&](int x, T(&to)[J]) {
    const T df = load<T>(p.df + std::ptrdiff_t{x} * taps.channels + c);
#pragma GCC unroll 4
    for (int j = 0; j < J; ++j) {
      to[j] = multiply_add<T>(load<T>(h + x * taps.step + j * taps.column_step), df, to[j]);
    }
  };
  int x = 0;
  for (; x + 2 <= taps.count; x += 2) {
    add(x, sums[0]);
    add(x + 1, sums[1]);
  }
  if (x < taps.count) add(x, sums[0]);
#pragma GCC unroll 4
  for (int j = 0; j < J; ++j) {
    real* const at = dOmega + std::ptrdiff_t{j} * taps.channels;
    store<T>(at, load<T>(at) + (sums[0][j] + sums[1][j]));
  }
}

inline void depthwise_gradient(const DepthwiseGradient& p) {
  const DepthwiseTaps& taps = p.taps;
  for_channels(taps.channels, [&](int c, auto kind) {
    using T = decltype(kind);
    for (int i = 0; i < taps.rows; ++i) {
      const real* h = p.h + i * taps.row_step + c;
      real* dOmega = p.dOmega + i * taps.Omega_row_step + c;
      int j = 0;
      for (; j + 3 <= taps.columns; j += 3) {
        add_taps<T, 3>(p, h + j * taps.column_step, dOmega + std::ptrdiff_t{j} * taps.channels, c);
      }
      for (; j < taps.columns; ++j) {
        add_taps<T, 1>(p, h + j * taps.column_step, dOmega + std::ptrdiff_t{j} * taps.channels, c);
      }
    }
  });
}

inline void depthwise_scatter(const DepthwiseScatter& p) {
  const DepthwiseTaps& taps = p.taps;
  for (int x = 0; x < taps.count; ++x) {
    for_channels(taps.channels, [&](int c, auto kind) {
      using T = decltype(kind);
      const T df = load<T>(p.df + std::ptrdiff_t{x} * taps.channels + c);
      for (int i = 0; i < taps.rows; ++i) {
        real* dh = p.dh + x * taps.step + i * taps.row_step + c;
        const real* Omega = p.Omega + i * taps.Omega_row_step + c;
        for (int j = 0; j < taps.columns; ++j, dh += taps.column_step, Omega += taps.channels) {
          store(dh, multiply_add<T>(df, load<T>(Omega), load<T>(dh)));
        }
      }
    });
  }
}

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
