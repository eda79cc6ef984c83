#pragma once

#include <nlohmann/json_fwd.hpp>

namespace backbeat::apps {

/// How far a model's probabilities can be believed. The defaults are those of a model that had no
/// validation side.
struct Calibration {
  double temperature = 1.0;  ///< divides the logits (nn/metrics/temperature.h)
  double threshold = 0.0;    ///< answers of less confidence are "unknown" (nn/metrics/abstention.h)
  double precision = 0.0;    ///< right share of the other answers in validation; 0: not measured
};

/// As it stands in a model file.
nlohmann::json to_json(const Calibration& calibration);
/// Throws nlohmann::json::exception on a missing key, std::invalid_argument on a wrong value.
Calibration calibration_from_json(const nlohmann::json& json);

}  // namespace backbeat::apps
