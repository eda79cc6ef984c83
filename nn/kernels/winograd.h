#pragma once

#include <cstddef>

#include "nn/kernels/activation.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/vector.h"

// The transforms of Winograd's convolution F(4x4, 3x3) (nn/layers/winograd.h), for the points
// 0, a, -a, b, -b and infinity. Lanes are channels.
namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

// Small and exact: these points lose about a bit of precision, the customary 1 and 2 four.
inline constexpr real kA = 0.625;
inline constexpr real kB = 1.5;
inline constexpr real kA2 = kA * kA;
inline constexpr real kB2 = kB * kB;
inline constexpr real kA3 = kA2 * kA;
inline constexpr real kB3 = kB2 * kB;

/// v = B^T d along one line of six: each v is d times the coefficients of M(x) / (x - point).
template <typename T>
inline void input_line(const T (&d)[6], T (&v)[6]) {
  const T even_a = d[4] - kB2 * d[2];
  const T odd_a = kA * (d[3] - kB2 * d[1]);
  const T even_b = d[4] - kA2 * d[2];
  const T odd_b = kB * (d[3] - kA2 * d[1]);
  v[0] = (d[4] - (kA2 + kB2) * d[2]) + kA2 * kB2 * d[0];
  v[1] = even_a + odd_a;
  v[2] = even_a - odd_a;
  v[3] = even_b + odd_b;
  v[4] = even_b - odd_b;
  v[5] = (d[5] - (kA2 + kB2) * d[3]) + kA2 * kB2 * d[1];
}

/// y = A^T m: the powers of the points.
template <typename T>
inline void output_line(const T (&m)[6], T (&y)[4]) {
  const T sum_a = m[1] + m[2];
  const T difference_a = m[1] - m[2];
  const T sum_b = m[3] + m[4];
  const T difference_b = m[3] - m[4];
  y[0] = m[0] + sum_a + sum_b;
  y[1] = kA * difference_a + kB * difference_b;
  y[2] = kA2 * sum_a + kB2 * sum_b;
  y[3] = kA3 * difference_a + kB3 * difference_b + m[5];
}

/// dm = A dy, the transpose of output_line.
template <typename T>
inline void gradient_line(const T (&dy)[4], T (&dm)[6]) {
  const T even_a = dy[0] + kA2 * dy[2];
  const T odd_a = kA * dy[1] + kA3 * dy[3];
  const T even_b = dy[0] + kB2 * dy[2];
  const T odd_b = kB * dy[1] + kB3 * dy[3];
  dm[0] = dy[0];
  dm[1] = even_a + odd_a;
  dm[2] = even_a - odd_a;
  dm[3] = even_b + odd_b;
  dm[4] = even_b - odd_b;
  dm[5] = dy[3];
}

/// Applies `transform` (N numbers to M) to the columns of an N x N tile and then to its lines.
template <int N, int M, typename T, typename Transform, typename Load, typename Store>
inline void both_ways(Transform transform, Load load_at, Store store_at) {
  T half[M][N];
  for (int j = 0; j < N; ++j) {
    T from[N];
    T to[M];
#pragma GCC unroll 6
    for (int i = 0; i < N; ++i) from[i] = load_at(i, j);
    transform(from, to);
#pragma GCC unroll 6
    for (int i = 0; i < M; ++i) half[i][j] = to[i];
  }
  for (int i = 0; i < M; ++i) {
    T to[M];
    transform(half[i], to);
#pragma GCC unroll 6
    for (int j = 0; j < M; ++j) store_at(i, j, to[j]);
  }
}

inline void winograd_input(const PixelTile& tile, int channels, real* V, std::ptrdiff_t step) {
  for_channels(channels, [&](int c, auto kind) {
    using T = decltype(kind);
    both_ways<6, 6, T>([](const T(&d)[6], T(&v)[6]) { input_line<T>(d, v); },
                       [&](int i, int j) { return load<T>(tile.at(i, j) + c); },
                       [&](int i, int j, const T& v) { store(V + (6 * i + j) * step + c, v); });
  });
}

inline void winograd_gradient(const PixelTile& tile, int channels, real* M, std::ptrdiff_t step) {
  for_channels(channels, [&](int c, auto kind) {
    using T = decltype(kind);
    both_ways<4, 6, T>([](const T(&dy)[4], T(&dm)[6]) { gradient_line<T>(dy, dm); },
                       [&](int i, int j) { return load<T>(tile.at(i, j) + c); },
                       [&](int i, int j, const T& m) { store(M + (6 * i + j) * step + c, m); });
  });
}

inline void winograd_output(const real* M, std::ptrdiff_t step, const WinogradOutput& out) {
  for_channels(out.channels, [&](int c, auto kind) {
    using T = decltype(kind);
    const T beta = out.beta != nullptr ? load<T>(out.beta + c) : T{};
    T y[4][4];
    both_ways<6, 4, T>([](const T(&m)[6], T(&line)[4]) { output_line<T>(m, line); },
                       [&](int i, int j) { return load<T>(M + (6 * i + j) * step + c); },
                       [&](int i, int j, const T& value) { y[i][j] = value + beta; });
    const auto at = [&](int i, int j) { return i * out.line_step + j * out.step + c; };
    const auto finished = [&](const T& f) { return activated(out.activation, f); };
    if (out.pool) {
      for (int i = 0; i < out.height; i += 2) {
        for (int j = 0; j < out.width; j += 2) {
          const T upper = larger<T>(y[i][j], y[i][j + 1]);
          const T lower = larger<T>(y[i + 1][j], y[i + 1][j + 1]);
          store(out.f + at(i / 2, j / 2), finished(larger<T>(upper, lower)));
        }
      }
      return;
    }
    for (int i = 0; i < out.height; ++i) {
      for (int j = 0; j < out.width; ++j) {
        if (out.other != nullptr) y[i][j] += load<T>(out.other + at(i, j));
        store(out.f + at(i, j), finished(y[i][j]));
      }
    }
  });
}

inline void pool_lines(const real* f, int count, int channels, real* y) {
  const std::ptrdiff_t line = std::ptrdiff_t{count} * channels;
  for (int x = 0; x < count / 2; ++x) {
    for_channels(channels, [&](int c, auto kind) {
      using T = decltype(kind);
      const real* at = f + 2 * std::ptrdiff_t{x} * channels + c;
      const T upper = larger<T>(load<T>(at), load<T>(at + channels));
      const T lower = larger<T>(load<T>(at + line), load<T>(at + line + channels));
      store(y + std::ptrdiff_t{x} * channels + c, larger<T>(upper, lower));
    });
  }
}

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
