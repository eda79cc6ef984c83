#pragma once

#include "nn/activation.h"
#include "nn/kernels/vector.h"

// Activations of a vector, or of one number. NaN stays NaN.
namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET {

/// a[f].
template <typename T>
inline T activated(Activation activation, const T& f) {
  if (activation == Activation::kRelu) return f < 0 ? T{} : f;
  if (activation == Activation::kHardSwish) {
    T gate = f + 3;
    gate = gate < 0 ? T{} : gate;
    gate = gate > 6 ? T{} + 6 : gate;
    return f * gate * (real{1} / 6);
  }
  return f;
}

/// dL/df from `gradient`, dL/d(a[f]).
template <typename T>
inline T activation_gradient(Activation activation, const T& f, const T& gradient) {
  if (activation == Activation::kRelu) return f > 0 ? gradient : T{};
  if (activation == Activation::kHardSwish) {
    const T slope = (2 * f + 3) * (real{1} / 6);
    return f <= -3 ? T{} : (f < 3 ? gradient * slope : gradient);
  }
  return gradient;
}

}  // namespace backbeat::nn::BACKBEAT_INSTRUCTION_SET
