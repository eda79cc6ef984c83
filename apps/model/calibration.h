#pragma once

#include <span>

#include <nlohmann/json.hpp>

#include "audio/features/log_mel.h"

namespace backbeat::apps {

struct Model;

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

/// Fits the temperature on labelled clips that `model` was not trained on, then chooses the
/// threshold from which on at least the share `precision` of their answers is right. The model's
/// own calibration does not matter. The defaults where there is no clip.
Calibration calibrate(const Model& model, std::span<const audio::Spectrogram> clips,
                      std::span<const int> labels, double precision);

}  // namespace backbeat::apps
