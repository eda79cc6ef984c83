#include "apps/model/calibration.h"

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
  if (!(calibration.temperature > 0.0)) {
    throw std::invalid_argument(fmt::format("calibration: temperature: found {}, expected above 0",
                                            calibration.temperature));
  }
  return calibration;
}

}  // namespace backbeat::apps
