#pragma once

#include <span>

#include "nn/real.h"

namespace backbeat::nn {

/// p_k = exp(f_k / T) / sum_j exp(f_j / T), row by row, T the temperature; the row's maximum is
/// subtracted first, so that no exponential overflows. `logits` and `probabilities` are
/// (rows x classes) and may be the same.
void softmax(std::span<const real> logits, int classes, std::span<real> probabilities,
             real temperature = 1);

}  // namespace backbeat::nn
