#pragma once

#include <cstddef>

#include "nn/kernels/activation.h"
#include "nn/kernels/kernels.h"
#include "nn/kernels/vector.h"

// Batch normalisation, one line at a time. Lanes are channels.
namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

/// Sum over x, by with_term(sum, x), in four sums side by side: an addition need not wait for the one
/// before.
template <typename T, typename WithTerm>
inline T sum_over(int count, WithTerm with_term) {
  T sums[4]{};
  int x = 0;
  for (; x + 4 <= count; x += 4) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) sums[i] = with_term(sums[i], x + i);
  }
  for (; x < count; ++x) sums[0] = with_term(sums[0], x);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

inline void moments(const real* f, int count, int channels, real* mean, real* deviations) {
  const real weight = real{1} / static_cast<real>(count);
  for_channels(channels, [&](int c, auto kind) {
    using T = decltype(kind);
    const auto f_at = [&](int x) { return load<T>(f + std::ptrdiff_t{x} * channels + c); };
    const T m = sum_over<T>(count, [&](T sum, int x) { return sum + f_at(x); }) * weight;
    store(mean + c, m);
    store(deviations + c, sum_over<T>(count, [&](T sum, int x) {
            const T d = f_at(x) - m;
            return multiply_add<T>(d, d, sum);
          }));
  });
}

/// z of one position.
template <typename T>
inline T normalised(const NormLine& p, std::ptrdiff_t at, int c) {
  T z = (load<T>(p.f + at) - load<T>(p.mean + c)) * load<T>(p.scale + c) + load<T>(p.shift + c);
  if (p.other != nullptr) z += load<T>(p.other + at);
  return z;
}

/// The four z of a 2x2 window, in row-major order, and where they are.
template <typename T>
struct NormWindow {
  std::ptrdiff_t at[4];
  T z[4];
  T largest;

  NormWindow(const NormLine& p, int x, int c) {
    const std::ptrdiff_t channels = p.channels;
    at[0] = 2 * channels * x + c;
    at[1] = at[0] + channels;
    at[2] = at[0] + p.count * channels;
    at[3] = at[2] + channels;
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) z[i] = normalised<T>(p, at[i], c);
    largest = larger<T>(larger<T>(z[0], z[1]), larger<T>(z[2], z[3]));
  }
};

inline void norm(const NormLine& p, real* y) {
  const int outputs = p.pool ? p.count / 2 : p.count;
  for (int x = 0; x < outputs; ++x) {
    const std::ptrdiff_t first = std::ptrdiff_t{x} * p.channels;
    for_channels(p.channels, [&](int c, auto kind) {
      using T = decltype(kind);
      const T z = p.pool ? NormWindow<T>(p, x, c).largest : normalised<T>(p, first + c, c);
      store(y + first + c, activated(p.activation, z));
    });
  }
}

/// Calls visit(place, gradient) for each position of channels c.
template <typename T, typename Visit>
inline void for_gradients(const NormLineBackward& p, int c, Visit visit) {
  const NormLine& line = p.forward;
  if (line.pool) {
    for (int x = 0; x < line.count / 2; ++x) {
      const NormWindow<T> window(line, x, c);
      const T dy = load<T>(p.dy + std::ptrdiff_t{x} * line.channels + c);
      T g = activation_gradient(line.activation, window.largest, dy);
      // The first of equal maxima takes it.
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) {
        const auto wins = window.z[i] == window.largest;
        visit(window.at[i], wins ? g : T{});
        g = wins ? T{} : g;
      }
    }
    return;
  }
  for (int x = 0; x < line.count; ++x) {
    const std::ptrdiff_t at = std::ptrdiff_t{x} * line.channels + c;
    T g = load<T>(p.dy + at);
    if (line.activation != Activation::kNone) {
      const T z = p.y != nullptr ? load<T>(p.y + at) : normalised<T>(line, at, c);
      g = activation_gradient(line.activation, z, g);
    }
    visit(at, g);
  }
}

inline void norm_sums(const NormLineBackward& p, real* gradient, real* gradient_times_deviation) {
  for_channels(p.forward.channels, [&](int c, auto kind) {
    using T = decltype(kind);
    const T mean = load<T>(p.forward.mean + c);
    T sum{};
    T weighted{};
    for_gradients<T>(p, c, [&](std::ptrdiff_t at, const T& g) {
      sum += g;
      weighted = multiply_add<T>(g, load<T>(p.forward.f + at) - mean, weighted);
    });
    store(gradient + c, sum);
    store(gradient_times_deviation + c, weighted);
  });
}

inline void norm_backward(const NormLineBackward& p, real* df, real* d_other) {
  for_channels(p.forward.channels, [&](int c, auto kind) {
    using T = decltype(kind);
    const T mean = load<T>(p.forward.mean + c);
    const T scale = load<T>(p.forward.scale + c);
    const T mean_gradient = load<T>(p.mean_gradient + c);
    const T slope = load<T>(p.slope + c);
    for_gradients<T>(p, c, [&](std::ptrdiff_t at, const T& g) {
      if (d_other != nullptr) store(d_other + at, g);
      if (df == nullptr) return;
      const T deviation = load<T>(p.forward.f + at) - mean;
      store(df + at, scale * (g - mean_gradient - deviation * slope));
    });
  });
}

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
