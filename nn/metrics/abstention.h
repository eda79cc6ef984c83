#pragma once

#include <span>

#include "nn/real.h"

// Answering only where the largest probability, the confidence, is high enough: fewer answers, of
// which more are right (the reject option of Chow 1970).
namespace backbeat::nn {

/// What a threshold does to labelled examples.
struct Abstention {
  double threshold = 0.0;  ///< answers of this confidence or more are given
  double answered = 0.0;   ///< share of the examples that are answered; 0 where there is none
  double precision = 0.0;  ///< share of the answers that is right; 0 where there is none
};

/// `probabilities` is (n x classes), row-major, a distribution a row. Throws std::invalid_argument
/// where the sizes do not fit.
Abstention abstain_below(double threshold, std::span<const int> truth,
                         std::span<const real> probabilities, int classes);
/// The same with a threshold an example, where several models answered; the result has their mean.
Abstention abstain_below(std::span<const double> thresholds, std::span<const int> truth,
                         std::span<const real> probabilities, int classes);

/// Fewer answers than this say nothing about precision.
inline constexpr int kFewestAnswers = 10;

/// The smallest threshold with at least kFewestAnswers answers of which at least the share
/// `precision` is right; where there is none, the one of highest precision, the smallest among
/// equals. It lies halfway between the least confident answer that is given and the next one. 0
/// where everything may be answered, and where n < kFewestAnswers. With `weights`, one > 0 an
/// example, shares are those of the weights. Throws as abstain_below() does.
Abstention choose_threshold(double precision, std::span<const int> truth,
                            std::span<const real> probabilities, int classes,
                            std::span<const double> weights = {});

}  // namespace backbeat::nn
