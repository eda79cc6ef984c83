#pragma once

#include <span>

#include "audio/random.h"

namespace backbeat::audio {

/// How often, where and how steeply a recording's bandwidth is cut. Edges are shares of the mel
/// bands, counted from the lowest.
struct BandLimitOptions {
  double low_pass_probability = 0.5;
  double lowest_low_pass_edge = 0.45;  ///< uniform from here to 1: at 22050 Hz from 1.8 kHz
  double high_pass_probability = 0.1;
  double highest_high_pass_edge = 0.1;  ///< uniform from 0 to here: at 22050 Hz to 260 Hz
  double least_cut_db = 20.0;           ///< what lies beyond an edge falls by so much or more,
  double largest_cut_db = 80.0;         ///< uniform in dB
};

/// Cuts a log-mel window, (n_mels, n_frames) row-major in dB, as a narrow channel would: low-rate
/// codecs, telephones, old records. All bands beyond an edge fall by one drawn number of dB, but
/// not below `floor_db`, the front end's smallest value. On the spectrogram instead of by a filter:
/// codecs leave nothing at all beyond their edge, and a mask costs nothing.
void random_band_limit(std::span<float> window, int n_mels, double floor_db, Random& random,
                       const BandLimitOptions& options);

}  // namespace backbeat::audio
