#pragma once

#include <vector>

#include "nn/real.h"

// Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): one number T
// that the logits are divided by, so that a probability of 0.8 is right in 8 of 10 cases. It
// changes no window's answer.
namespace backbeat::nn {

/// The logits of labelled clips, each cut into one or more windows.
struct ClipLogits {
  int classes = 0;
  std::vector<int> labels;      ///< one per clip, in [0, classes)
  std::vector<real> logits;     ///< (windows x classes), row-major
  std::vector<int> clips;       ///< one per window: the position of its clip in `labels`
  std::vector<double> weights;  ///< one per clip, > 0; empty: all alike
};

/// p_i = mean over the windows w of clip i of softmax(f_w / T); (clips x classes). `temperature` is
/// > 0. Throws std::invalid_argument where sizes or positions do not fit, or a clip has no window.
std::vector<real> clip_probabilities(const ClipLogits& windows, double temperature);

/// Bounds of fit_temperature().
inline constexpr double kLowestTemperature = 0.1;
inline constexpr double kHighestTemperature = 10.0;

/// The temperature within the bounds that minimises the clips' mean log loss
///
///   L(T) = -1/W sum_i w_i sum_k t_ik ln p_ik(T)    t_ik = (n + 1) / (n + 2) at the label of clip i,
///
/// W = sum_i w_i, the rest spread evenly over the other classes: n right answers out of n do not
/// prove certainty (targets of Platt 1999, by Laplace's rule of succession). 1 where no clip or temperature tells
/// anything. Throws as clip_probabilities() does.
double fit_temperature(const ClipLogits& windows);

}  // namespace backbeat::nn
