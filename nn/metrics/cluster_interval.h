#pragma once

#include <span>

#include "nn/metrics/metrics.h"

namespace backbeat::nn {

/// The 95 % interval of the share of `hits` (1 or 0 an example) where examples come in clusters
/// whose members resemble each other, so that they tell less than as many independent ones would.
/// Equal numbers in `clusters` are one cluster. Percentile interval of the cluster bootstrap (Efron
/// and Tibshirani 1993, An Introduction to the Bootstrap, chapters 8 and 13): 10,000 times as many
/// clusters as there are, drawn with replacement, each giving (sum of hits) / (sum of sizes). The
/// draws are the same every time. {0, 1} for fewer than two clusters; too narrow for a handful.
/// Throws std::invalid_argument where the sizes differ.
Interval cluster_ci95(std::span<const int> hits, std::span<const int> clusters);

}  // namespace backbeat::nn
