#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "apps/cross_validation/cross_validation.h"

namespace backbeat::apps {

/// For each seed one line per fold and the pooled report; mean and spread of several seeds.
std::string text_report(const CrossValidation& result);

/// Without "training". Reports are those of json_report(Report); "valid" and "pooled_valid" are
/// left out where nothing validates. "accuracy_std" has n - 1 in its denominator and is null for
/// one seed.
nlohmann::ordered_json json_report(const CrossValidation& result);

/// One row per clip and seed: path,label,fold,artist,track,scored,seed,answer,confidence, then one
/// probability per class. `scored` is 1 or 0: whether the clip counts in the figures.
std::string csv_report(const CrossValidation& result);

/// A page with the accuracy of each fold and seed, and html_report() of the only seed or of the
/// seeds' mean probabilities.
std::string html_report(const CrossValidation& result, const std::string& title);

}  // namespace backbeat::apps
