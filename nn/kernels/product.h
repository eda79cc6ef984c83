#pragma once

#include <cstddef>

#include "nn/kernels/activation.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/vector.h"

// The two products of a convolution. A block of outputs stays in registers while the inner index
// runs; with R x V vectors there are R V multiply-adds for R + V loads.
//
// Sums run in the order of the inner index whatever the block: how work is cut changes no bit.
namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

/// Rows of a block with one and with two vectors of outputs: all registers but those for Omega and
/// h are sums.
inline constexpr int kRows = kRegisters == 32 ? 8 : 6;
template <int V>
inline constexpr int kBlockRows = V == 1 ? 2 * kRows : kRows;
inline constexpr int kPanelVectors = 2;
inline constexpr std::ptrdiff_t kStep = kLanes;  // from vector to vector

template <int V>
inline void finish(const Product& p, Vector (&sums)[V], std::ptrdiff_t at) {
#pragma GCC unroll 2
  for (int v = 0; v < V; ++v) {
    const int n = p.panel.outputs - v * kLanes;
    const bool whole = n >= kLanes;
    const std::ptrdiff_t first = at + v * kStep;
    Vector sum = sums[v];
    if (p.beta != nullptr) sum += load<Vector>(p.beta + v * kStep);
    if (p.other != nullptr) {
      sum += whole ? load<Vector>(p.other + first) : load_first(p.other + first, n);
    }
    sum = activated(p.activation, sum);
    if (whole) {
      store(p.f + first, sum);
    } else {
      store_first(p.f + first, sum, n);
    }
  }
}

/// Outputs x to x + R - 1 of a line.
template <int R, int V>
inline void product_block(const Product& p, int x) {
  const std::ptrdiff_t step = p.windows.step;
  const real* h = p.h + x * step;
  const real* Omega = p.Omega;
  Vector sums[R][V]{};
  for (int i = 0; i < p.windows.rows; ++i, h += p.windows.row_step) {
    const real* h_k = h;
    for (int k = 0; k < p.windows.inner; ++k, ++h_k, Omega += V * kStep) {
      Vector omega[V];
#pragma GCC unroll 2
      for (int v = 0; v < V; ++v) omega[v] = load<Vector>(Omega + v * kStep);
#pragma GCC unroll 16
      for (int r = 0; r < R; ++r) {
        const auto h_r = broadcast<Vector>(h_k[r * step]);
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v) sums[r][v] += h_r * omega[v];
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) finish<V>(p, sums[r], (x + r) * p.f_step);
}

/// What is left of a line after its whole blocks: one block of exactly `n` < R + 1 rows.
template <int R, int V>
inline void product_rest(const Product& p, int x, int n) {
  if constexpr (R > 0) {
    if (n == R) {
      product_block<R, V>(p, x);
    } else {
      product_rest<R - 1, V>(p, x, n);
    }
  }
}

template <int V>
void product_line(const Product& p) {
  constexpr int R = kBlockRows<V>;
  int x = 0;
  for (; x + R <= p.count; x += R) product_block<R, V>(p, x);
  product_rest<R - 1, V>(p, x, p.count - x);
}

/// dOmega of R adjacent inner indices.
template <int R, int V>
inline void outer_block(const Outer& p, const real* h, real* dOmega) {
  Vector sums[R][V];
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < V; ++v) sums[r][v] = load<Vector>(dOmega + (r * V + v) * kStep);
  }
  for (int line = 0; line < p.lines; ++line) {
    const real* h_x = h + line * p.windows.line_step;
    const real* df_x = p.df + line * p.df_line_step;
    for (int x = 0; x < p.count; ++x, h_x += p.windows.step, df_x += p.df_step) {
      Vector df[V];
#pragma GCC unroll 2
      for (int v = 0; v < V; ++v) df[v] = load<Vector>(df_x + v * kStep);
#pragma GCC unroll 16
      for (int r = 0; r < R; ++r) {
        const auto h_r = broadcast<Vector>(h_x[r]);
#pragma GCC unroll 2
        for (int v = 0; v < V; ++v) sums[r][v] += h_r * df[v];
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < R; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < V; ++v) store(dOmega + (r * V + v) * kStep, sums[r][v]);
  }
}

template <int R, int V>
inline void outer_rest(const Outer& p, const real* h, real* dOmega, int n) {
  if constexpr (R > 0) {
    if (n == R) {
      outer_block<R, V>(p, h, dOmega);
    } else {
      outer_rest<R - 1, V>(p, h, dOmega, n);
    }
  }
}

template <int V>
void outer_panel(const Outer& p) {
  constexpr int R = kBlockRows<V>;
  real* dOmega = p.dOmega;
  for (int i = 0; i < p.windows.rows; ++i) {
    const real* h = p.h + i * p.windows.row_step;
    int k = 0;
    for (; k + R <= p.windows.inner; k += R, dOmega += R * (V * kStep)) {
      outer_block<R, V>(p, h + k, dOmega);
    }
    const int rest = p.windows.inner - k;
    outer_rest<R - 1, V>(p, h + k, dOmega, rest);
    dOmega += rest * (V * kStep);
  }
}

inline void product(const Product& p) {
  p.panel.width == kLanes ? product_line<1>(p) : product_line<2>(p);
}

inline void outer(const Outer& p) {
  p.panel.width == kLanes ? outer_panel<1>(p) : outer_panel<2>(p);
}

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
