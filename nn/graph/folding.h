#pragma once

#include <span>

#include "nn/buffer.h"
#include "nn/layers/batch_norm.h"

// In evaluation a batch norm is s y + t, channel by channel. Right after a convolution or a linear
// layer the two are one layer:
//
//   s (Omega h + beta) + t = Omega' h + beta'     Omega'[o, :] = s[o] Omega[o, :]
//                                                 beta'[o] = t[o] + s[o] beta[o]
namespace backbeat::nn {

struct Folded {
  Buffer weights;  ///< Omega', (O, K)
  Buffer biases;   ///< beta', (O)
};

/// `weights` are (O, K), `biases` (O) or empty; `phi` and `state` are the batch norm's.
Folded fold(std::span<const real> weights, std::span<const real> biases, const BatchNorm& norm,
            std::span<const real> phi, std::span<const real> state);

}  // namespace backbeat::nn
