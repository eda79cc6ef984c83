#pragma once

#include "nn/real.h"

// One register of numbers. This header is compiled once an instruction set: everything in it lives
// in that set's namespace, and nothing here or in the sources that include it calls a library,
// whose functions the linker would take from any of the copies.
#ifndef BACKBEAT_INSTRUCTION_SET
#error "the kernels are compiled by CMake, once an instruction set"
#endif

namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

#if defined(__AVX512F__)
inline constexpr int kVectorBytes = 64;
inline constexpr int kRegisters = 32;
#elif defined(__AVX__)
inline constexpr int kVectorBytes = 32;
inline constexpr int kRegisters = 16;
#else
inline constexpr int kVectorBytes = 16;
inline constexpr int kRegisters = 16;
#endif
inline constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(real));

using Vector __attribute__((vector_size(kVectorBytes))) = real;

/// A vector, or one number where T is `real`: the rest of a row that fills no vector.
template <typename T>
inline T load(const real* p) {
  T value;
  __builtin_memcpy(&value, p, sizeof value);
  return value;
}

template <typename T>
inline void store(real* p, const T& value) {
  __builtin_memcpy(p, &value, sizeof value);
}

/// The first `n` numbers of a vector.
inline Vector load_first(const real* p, int n) {
  Vector value{};
  __builtin_memcpy(&value, p, static_cast<unsigned long>(n) * sizeof(real));
  return value;
}

inline void store_first(real* p, const Vector& value, int n) {
  __builtin_memcpy(p, &value, static_cast<unsigned long>(n) * sizeof(real));
}

template <typename T>
inline T broadcast(real value) {
  return value - T{};  // not +: -0.0 would change, and the addition would stay
}

/// a b + c, rounded once where the instruction set can. Left to the compiler, sums of single numbers
/// are not always, and bits would depend on which channels fill no vector.
template <typename T>
inline T multiply_add(T a, T b, T c) {
  return a * b + c;
}
#ifdef __FMA__
template <>
inline float multiply_add(float a, float b, float c) {
  return __builtin_fmaf(a, b, c);
}
template <>
inline double multiply_add(double a, double b, double c) {
  return __builtin_fma(a, b, c);
}
#endif

/// a where a > b, else b: NaN in b is passed on.
template <typename T>
inline T larger(T a, T b) {
  return a > b ? a : b;
}

/// Calls visit(first channel, T{}) for each vector of a row of channels, then for half and quarter
/// vectors (of 16 bytes or more), then for each of the rest.
template <typename Visit>
inline void for_channels(int channels, Visit visit) {
  int c = 0;
  for (; c + kLanes <= channels; c += kLanes) visit(c, Vector{});
  if constexpr (kVectorBytes >= 32) {
    using Half __attribute__((vector_size(kVectorBytes / 2))) = real;
    if (c + kLanes / 2 <= channels) {
      visit(c, Half{});
      c += kLanes / 2;
    }
  }
  if constexpr (kVectorBytes >= 64) {
    using Quarter __attribute__((vector_size(kVectorBytes / 4))) = real;
    if (c + kLanes / 4 <= channels) {
      visit(c, Quarter{});
      c += kLanes / 4;
    }
  }
  for (; c < channels; ++c) visit(c, real{});
}

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
