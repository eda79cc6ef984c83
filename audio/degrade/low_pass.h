#pragma once

#include <span>
#include <vector>

namespace backbeat::audio {

/// Removes what lies beyond `edge_hz`: as it was below 0.9 of the edge (within 0.01 dB), half its
/// amplitude at f_c, 0.95 of the edge, and 70 dB down or more from the edge on. The filter is the
/// ideal one under a Kaiser window (Kaiser 1974; Oppenheim & Schafer, Discrete-Time Signal
/// Processing, 7.5.3), symmetric about its middle tap and so without delay:
///
///   h[k] = 2 f_c / rate sinc(2 k f_c / rate) w[k],   k = -M .. M,   sum of h = 1
///   w[k] = I_0(beta sqrt(1 - (k / M)^2)) / I_0(beta),   beta = 0.1102 (A - 8.7)
///   M = (A - 8) / (2 * 2.285 * 2 pi * (0.1 edge) / rate),   A = 75 dB
///
/// What lies outside of the recording counts as 0. Nothing changes where `edge_hz` is half the
/// sample rate or more.
std::vector<float> low_pass(std::span<const float> samples, int sample_rate_hz, double edge_hz);

}  // namespace backbeat::audio
