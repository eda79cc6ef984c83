#include "apps/model/calibration.h"

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace backbeat::apps {

nlohmann::json to_json(const Calibration& calibration) {
  return {{"temperature", calibration.temperature},
          {"threshold", calibration.threshold},
          {"precision", calibration.precision}};
}

Calibration calibration_from_json(const nlohmann::json& json) {
  const Calibration calibration{.temperature = json.at("temperature").get<double>(),
                                .threshold = json.at("threshold").get<double>(),
                                .precision = json.at("precision").get<double>()};
  constexpr double kLeast = 1e-3, kMost = 1e3;  // beyond, every answer is sure, or none
  if (!(calibration.temperature >= kLeast && calibration.temperature <= kMost)) {
    throw std::invalid_argument(fmt::format("calibration: temperature: found {}, expected {} to {}",
                                            calibration.temperature, kLeast, kMost));
  }
  if (!std::isfinite(calibration.threshold) || !std::isfinite(calibration.precision)) {
    throw std::invalid_argument(
        fmt::format("calibration: found threshold {} and precision {}, expected numbers",
                    calibration.threshold, calibration.precision));
  }
  return calibration;
}

}  // namespace backbeat::apps
